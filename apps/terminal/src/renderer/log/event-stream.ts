import { TerminalEvent } from '@mps/shared'
import { serverSentEvents } from '@mps/shared/api/server-sent-events'
import { noAnswer, refusal } from './http-call.ts'
import type { Answer } from './sync-port.ts'

/**
 * Opens the server's stream of events. Not by EventSource, which can send no token. Only a stream in our server's form counts: a portal's
 * page or a redirect is no answer.
 */
export async function openEventStream(origin: string, token: string, signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>> {
  const sentMs = performance.now()
  try {
    const response = await fetch(`${origin}/v1/terminal/events`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
      signal,
    })
    if (response.type === 'opaqueredirect') return noAnswer('captive_portal')
    if (response.status !== 200) return refusal({ status: response.status, headers: response.headers, text: await response.text() })
    const isStream = /^text\/event-stream\b/.test(response.headers.get('content-type') ?? '')
    if (!isStream || !response.body) return noAnswer('captive_portal', response.headers)
    return { ok: true, value: response.body, times: { sentMs, receivedMs: performance.now() } }
  } catch {
    return noAnswer('no_network')
  }
}

/**
 * The events of a stream until it ends; rejects where it is broken off. What this build does not know is passed over.
 * @param alive hears of every sign of life, the server's comments among them
 */
export async function* readEvents(stream: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<TerminalEvent, void> {
  for await (const data of serverSentEvents(stream, alive)) {
    const event = TerminalEvent.safeParse(parseJson(data))
    if (event.success) yield event.data
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
