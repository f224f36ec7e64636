import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The main process as one ES module: with everything bundled, the app ships no node_modules.
export default defineConfig({
  root: here('.'),
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: here('src/main/main.ts'),
    outDir: here('dist/main'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      external: ['electron', ...builtinModules, /^node:/],
      // One file, what is loaded late included: the installer ships main.js alone.
      output: { format: 'es', entryFileNames: 'main.js', codeSplitting: false },
    },
  },
})
