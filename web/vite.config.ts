import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Compresses once at build time, so that the server never does. After all else, when the files are as they will be served. */
function compressed(): Plugin {
  return {
    name: 'kelvin-compressed',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const path = join(dir!, fileName);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)), '@docs': fileURLToPath(new URL('../docs', import.meta.url)) } },
  // The server puts a nonce of its own into every answer (src/Kelvin.Server/Web/WebApp.cs).
  html: { cspNonce: 'KELVIN_NONCE' },
  build: {
    target: 'es2022',
    // From these on light-dark() is the browser's own.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // No data: addresses, which the content security policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:5080', '/openapi': 'http://127.0.0.1:5080', '/v1': 'http://127.0.0.1:5080' } },
});
