/** Builds the window. It is served from app:// under a strict policy: no inline code, no data: fonts. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FACTS = join(import.meta.dirname, 'main/contract/facts.ts');

/** Puts what main/contract/facts.ts says in its place, without the schemas that it is worked out from. */
const requestFacts: Plugin = {
  name: 'request-facts',
  enforce: 'pre',
  async load(id) {
    if (id !== FACTS.replaceAll('\\', '/')) return null;
    // By its address, so that it is not built into this file.
    const address: string = pathToFileURL(FACTS).href;
    const facts = (await import(address)) as { readonly requestFacts: unknown };
    return { code: `export const requestFacts = ${JSON.stringify(facts.requestFacts)};`, moduleType: 'js' };
  },
};

export default defineConfig({
  root: join(import.meta.dirname, 'renderer'),
  base: './',
  plugins: [requestFacts, react()],
  build: {
    outDir: join(import.meta.dirname, 'out/renderer'),
    emptyOutDir: true,
    // Electron 33, the oldest that opens the window, is Chromium 130.
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});
