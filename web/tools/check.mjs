// What the build must be before it may be embedded in a page: plain bytes that an HTML parser leaves
// alone (or the hash in the policy would not match), and no means to load or evaluate anything.

import { readFileSync } from 'node:fs';

const limits = { 'brief.js': 500_000, 'brief.css': 20_000 };
const forbidden = {
  'brief.js': [
    /<\/script/i,
    /<script/i,
    /<!--/,
    /\r/,
    /\0/,
    /^\uFEFF/,
    /\beval\s*\(/,
    /new Function\b/,
    /\bimport\s*\(/,
    /\bfetch\s*\(/,
    /XMLHttpRequest/,
    /\bimport\.meta/,
  ],
  'brief.css': [/<\/style/i, /<!--/, /\r/, /\0/, /^\uFEFF/, /@import/, /url\(/],
};

let failed = false;
for (const [name, patterns] of Object.entries(forbidden)) {
  const bytes = readFileSync(new URL(`../dist/${name}`, import.meta.url));
  const text = bytes.toString('utf8');
  for (const pattern of patterns) {
    const at = text.search(pattern);
    if (at < 0) continue;
    console.error(
      `error: dist/${name} contains ${pattern} at ${at}: ${text.slice(Math.max(0, at - 60), at + 60)}`,
    );
    failed = true;
  }
  if (bytes.length > limits[name]) {
    console.error(`error: dist/${name} has ${bytes.length} bytes, more than ${limits[name]}`);
    failed = true;
  }
  console.log(`dist/${name}: ${bytes.length} bytes`);
}
process.exit(failed ? 1 : 0);
