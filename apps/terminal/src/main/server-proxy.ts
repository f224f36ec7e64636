/** Electron's `net.fetch`, or Node's in a test. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Only the API is reached through the app's origin. */
export const API_PREFIX = '/v1/'

const REQUEST_HEADERS = ['accept', 'authorization', 'content-type', 'idempotency-key', 'if-none-match', 'last-event-id', 'prefer']
// The body arrives unpacked, whatever it was on the way.
const DROPPED_RESPONSE_HEADERS = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'set-cookie', 'transfer-encoding']

/**
 * Sends a call of the page to the sync server. The page talks to its own origin only, so its policy can forbid it every other, and the
 * server needs no rule for foreign origins. No cookie travels and no redirect is followed: a captive portal must not get a charge.
 */
export async function forwardToServer(request: Request, serverUrl: string | null, fetch: Fetch): Promise<Response> {
  if (serverUrl === null) return Response.error()
  const { pathname, search } = new URL(request.url)
  try {
    const response = await fetch(new URL(pathname + search, serverUrl).href, {
      method: request.method,
      headers: picked(request.headers),
      // A set of entries is small; sent whole it has a length, which some proxies insist on.
      ...(request.body === null ? {} : { body: await request.arrayBuffer() }),
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: request.signal,
    })
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers: passedOn(response.headers) })
  } catch {
    // What `fetch` shows for a network that is away; the log reads it as "no answer".
    return Response.error()
  }
}

function picked(headers: Headers): Headers {
  const kept = new Headers()
  for (const name of REQUEST_HEADERS) {
    const value = headers.get(name)
    if (value !== null) kept.set(name, value)
  }
  return kept
}

function passedOn(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of DROPPED_RESPONSE_HEADERS) kept.delete(name)
  // A page of a portal must never run as ours.
  kept.set('content-security-policy', "default-src 'none'; sandbox")
  kept.set('x-content-type-options', 'nosniff')
  return kept
}
