import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }
import { precachePlugin } from './precache-plugin.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Relative addresses: the same bundle is served at /terminal/ by the sync server and from app:// by Electron.
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react(), precachePlugin()],
  define: { APP_VERSION: JSON.stringify(manifest.version) },
  worker: { format: 'es' },
  build: {
    outDir: here('dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // Nothing becomes a data: address; the content security policy allows files of our own and nothing inline.
    assetsInlineLimit: 0,
    // The preload polyfill is an extra script that Chromium does not need.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { index: here('index.html'), 'service-worker': here('src/renderer/service-worker/service-worker.ts') },
      // A service worker is known by its address, so its name never changes.
      output: { entryFileNames: (chunk) => (chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
})
