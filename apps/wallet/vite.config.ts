import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }
import { precachePlugin } from './precache-plugin.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The sync server serves the built page under /wallet/, beside the API, so the page needs no address of its own.
export default defineConfig({
  base: '/wallet/',
  plugins: [react(), precachePlugin()],
  define: { APP_VERSION: JSON.stringify(manifest.version) },
  build: {
    target: 'es2022',
    // Nothing becomes a data: address, so every file of the build is one that the service worker can name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { index: here('index.html'), 'service-worker': here('src/service-worker/service-worker.ts') },
      // A service worker is known by its address, so its name never changes.
      output: { entryFileNames: (chunk) => (chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
})
