import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isRefusedUrl, PrivateAddressError, publicLookup } from './public-address.ts'

const TIMEOUT_MS = 10_000

export type PostResult = { status: number | null; error: string | null }

/** Posts a webhook. Redirects are not followed, the answer's body is not read, and nothing of it is kept but its status. */
export async function postWebhook(
  address: string,
  headers: Record<string, string>,
  body: string,
  allowPrivate: boolean,
): Promise<PostResult> {
  const url = new URL(address)
  if (isRefusedUrl(url, allowPrivate)) return { status: null, error: 'address refused' }
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'mps-webhooks/1' },
    agent: false,
    ...(!allowPrivate && { lookup: publicLookup }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
  const sent = send(url, options, (response) => {
    resolve(response.statusCode ?? 0)
    response.destroy()
  })
  sent.on('error', reject)
  sent.end(body)
  try {
    const status = await promise
    return { status, error: status >= 200 && status < 300 ? null : `answered ${status}` }
  } catch (error) {
    return { status: null, error: reasonOf(error) }
  }
}

/** A word for the delivery log. What exactly a network said is nothing that a merchant should learn of it. */
function reasonOf(error: unknown): string {
  if (error instanceof PrivateAddressError) return 'address refused'
  if (error instanceof DOMException || (error instanceof Error && error.name === 'AbortError')) return 'timed out'
  return 'unreachable'
}
