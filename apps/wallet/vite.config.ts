import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The sync server serves the built page under /wallet/, beside the API, so the page needs no address of its own.
export default defineConfig({
  base: '/wallet/',
  plugins: [react()],
  build: { target: 'es2022' },
})
