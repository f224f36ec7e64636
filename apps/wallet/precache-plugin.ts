import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, ResolvedConfig } from 'vite'

const WORKER = 'service-worker.js'

/** Tells the service worker which files make up this build, those of the public folder among them, and a version that changes with any of them. */
export function precachePlugin(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'mps-precache',
    enforce: 'post',
    configResolved(resolved) {
      config = resolved
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER]
        if (worker?.type !== 'chunk') return this.error(`the build has no ${WORKER}`)
        const files = new Map<string, string | Uint8Array>()
        for (const name of readdirSync(config.publicDir)) files.set(name, readFileSync(join(config.publicDir, name)))
        for (const file of Object.values(bundle)) files.set(file.fileName, file.type === 'chunk' ? file.code : file.source)
        files.delete(WORKER)
        const hash = createHash('sha256')
        for (const name of [...files.keys()].toSorted()) hash.update(`${name}\n`).update(files.get(name) ?? '')
        const precache = { version: hash.digest('hex').slice(0, 16), files: [...files.keys()].filter((name) => !name.endsWith('.map')) }
        worker.code = `const PRECACHE = ${JSON.stringify(precache)};\n${worker.code}`
        return undefined
      },
    },
  }
}
