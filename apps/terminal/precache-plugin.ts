import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const WORKER = 'service-worker.js'

/** Tells the service worker which files make up this build, and a version that changes with any of them. */
export function precachePlugin(): Plugin {
  return {
    name: 'mps-precache',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER]
        if (worker?.type !== 'chunk') return this.error(`the build has no ${WORKER}`)
        const hash = createHash('sha256')
        const files = Object.values(bundle).filter((file) => file.fileName !== WORKER && !file.fileName.endsWith('.map'))
        for (const file of files.toSorted((a, b) => a.fileName.localeCompare(b.fileName))) {
          hash.update(`${file.fileName}\n`).update(file.type === 'chunk' ? file.code : file.source)
        }
        const precache = { version: hash.digest('hex').slice(0, 16), files: files.map((file) => file.fileName) }
        worker.code = `const PRECACHE = ${JSON.stringify(precache)};\n${worker.code}`
        return undefined
      },
    },
  }
}
