// The script goes into every brief, and the libraries in it ask that their notices go along: this
// plugin puts one comment in front of the bundle with the copyright lines of all packages that ended up
// in it and the text of each licence once.

import { existsSync, readFileSync, readdirSync } from 'node:fs';

const texts = {
  ISC: `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee
is hereby granted, provided that the above copyright notice and this permission notice appear in all
copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS
SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR
BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER
RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
  MIT: `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions: The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF
ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
};

texts['Apache-2.0'] = 'See http://www.apache.org/licenses/LICENSE-2.0.';

/** Parts that a package's own LICENSE puts under other terms than the package. */
const otherTerms = [
  [/Karney/, 'MIT'],
  [/Brewer/, 'Apache-2.0'],
];

function notice(folder) {
  const about = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const licence = about.license;
  const kind = licence;
  if (!(kind in texts)) {
    throw new Error(`${about.name} has licence ${licence}: add its text to tools/licences.mjs`);
  }
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const lines = file
    ? readFileSync(`${folder}/${file}`, 'utf8').match(/^.*copyright \(?c?\)? ?\d.*$/gim)
    : null;
  const author =
    typeof about.author === 'string' ? about.author : (about.author?.name ?? about.name);
  return {
    kind,
    holders: (lines ?? [`Copyright ${author}`]).map((line) => line.trim()),
    name: about.name,
  };
}

export function licencesPlugin() {
  return {
    name: 'entente-licences',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const folders = new Set();
        for (const id of Object.keys(chunk.modules)) {
          const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
          if (
            found &&
            existsSync(`${found[1]}/package.json`) &&
            chunk.modules[id].renderedLength > 0
          )
            folders.add(found[1]);
        }
        const byKind = new Map();
        for (const { kind: own, holders, name } of [...folders].sort().map(notice)) {
          for (const holder of holders) {
            const kind = otherTerms.find(([who]) => who.test(holder))?.[1] ?? own;
            const group = byKind.get(kind) ?? byKind.set(kind, new Map()).get(kind);
            group.set(holder, [...(group.get(holder) ?? []), name]);
          }
        }
        const parts = [...byKind]
          .sort()
          .map(
            ([kind, group]) =>
              [...group].map(([holder, names]) => `${names.join(', ')}: ${holder}`).join('\n') +
              `\n\n${kind} licence. ${texts[kind]}`,
          );
        chunk.code = `/*! Entente, Apache-2.0. Borders: Natural Earth, public domain. Contains:\n\n${parts.join('\n\n')}\n*/\n${chunk.code}`;
      }
    },
  };
}
