// One classic script and one style sheet: the brief is a single HTML file under a strict content
// security policy, so nothing may be split off, loaded later or evaluated from text.

import { defineConfig } from 'vitest/config';
import { licencesPlugin } from './tools/licences.mjs';
import { worldPlugin } from './tools/world.mjs';

export default defineConfig({
  plugins: [worldPlugin(), licencesPlugin()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    cssCodeSplit: false,
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    lib: {
      entry: 'src/main.ts',
      name: 'EntenteBrief',
      formats: ['iife'],
      fileName: () => 'brief.js',
      cssFileName: 'brief',
    },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
});
