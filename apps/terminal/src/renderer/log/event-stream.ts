import { TerminalEvent } from '@mps/shared'
import { serverSentEvents } from '@mps/shared/api/server-sent-events'

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
