import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

export type RendererFile = { path: string; mimeType: string }

/**
 * The files that may be served, by their exact address. They are listed once at the start and looked up by name afterwards, so that no
 * address is ever turned into a path: there is nothing to traverse. Links are left out, wherever they point.
 */
export function listRendererFiles(root: string): ReadonlyMap<string, RendererFile> {
  return new Map(filesBelow(root, '/'))
}

// Not readdir's own recursion: that follows links to folders.
function* filesBelow(folder: string, address: string): Generator<[string, RendererFile]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path, `${address}${entry.name}/`)
    else if (entry.isFile()) yield [address + entry.name, { path, mimeType: MIME_TYPES[extname(entry.name)] ?? 'application/octet-stream' }]
  }
}
