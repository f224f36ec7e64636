import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

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
  const files = new Map<string, RendererFile>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(root, path).split(sep).join('/')}`
    files.set(address, { path, mimeType: MIME_TYPES[extname(entry.name)] ?? 'application/octet-stream' })
  }
  return files
}
