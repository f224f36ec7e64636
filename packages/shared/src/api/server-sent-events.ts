/** The largest event that is kept while its end has not come. */
const MAX_EVENT = 100_000

/**
 * The data of server-sent events as they arrive (WHATWG HTML, section 9.2), for a fetch with a token, which EventSource cannot send. Ends with the
 * stream; comments, which only show that the connection lives, are passed to `alive`.
 */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>, alive: () => void = () => {}): AsyncGenerator<string, void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      text += value
      if (text.length > MAX_EVENT) throw new Error('a server-sent event without an end')
      const events = text.replaceAll('\r\n', '\n').split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const data = dataOf(event)
        if (data !== null) yield data
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function dataOf(event: string): string | null {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0 ? null : lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n')
}
