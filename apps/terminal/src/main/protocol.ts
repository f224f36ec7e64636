import { readFile } from 'node:fs/promises'
import type { Protocol } from 'electron'
import { APP_SCHEME, isOwnUrl } from './app-origin.ts'
import type { RendererFile } from './renderer-files.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { API_PREFIX, type Fetch, forwardToServer } from './server-proxy.ts'

/** Must run before the app is ready: makes our scheme a full origin, with storage, workers, fetch and a code cache. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }])
}

export type ProtocolOptions = { files: ReadonlyMap<string, RendererFile>; server: { current: string | null }; fetch: Fetch }

export function setupProtocol(protocol: Pick<Protocol, 'handle'>, options: ProtocolOptions): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, options))
}

/** Answers one request of the page: a file of the renderer by its exact name, a call of the API, or nothing. */
export async function answer(request: Request, { files, server, fetch }: ProtocolOptions): Promise<Response> {
  if (!isOwnUrl(request.url)) return refusal(404)
  const { pathname } = new URL(request.url)
  if (pathname.startsWith(API_PREFIX)) return forwardToServer(request, server.current, fetch)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  const file = files.get(pathname === '/' ? '/index.html' : pathname)
  if (!file) return refusal(404)
  const headers = { ...SECURITY_HEADERS, 'content-type': file.mimeType, 'cache-control': 'no-cache' }
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(await readFile(file.path)), { headers })
}

function refusal(status: 404 | 405): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS })
}
