import { connect, type Socket } from 'node:net'

/** A prepared HTTP/1.1 request and how many entries it carries. */
export type Prepared = { bytes: Buffer; entries: number; checkFor: string }
export type LoadResult = { seconds: number; entries: number; latenciesMs: number[]; failures: string[] }

/** The bytes of a POST with a JSON body. Prepared beforehand, so that the load costs the machine little beside the server. */
export function preparedPost(url: URL, path: string, token: string, body: string, headers: Record<string, string> = {}): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${url.host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** Closed loop: one connection per queue, each sends its next request when the answer to the last has come. */
export async function closedLoop(url: URL, queues: Prepared[][]): Promise<LoadResult> {
  const connections = await Promise.all(queues.map(() => open(url)))
  const result: LoadResult = { seconds: 0, entries: 0, latenciesMs: [], failures: [] }
  const startedAt = performance.now()
  await Promise.all(queues.map((queue, i) => drain(connections[i]!, queue, result)))
  result.seconds = (performance.now() - startedAt) / 1000
  for (const connection of connections) connection.socket.destroy()
  return result
}

/** Open loop: requests leave at their time whatever has been answered; latency counts from the intended time. */
export async function openLoop(url: URL, queue: Prepared[], perSecond: number, connections: number): Promise<LoadResult> {
  const free = await Promise.all(Array.from({ length: connections }, () => open(url)))
  const all = [...free]
  const waiting: (() => void)[] = []
  const result: LoadResult = { seconds: 0, entries: 0, latenciesMs: [], failures: [] }
  const startedAt = performance.now()
  await Promise.all(
    queue.map(async (request, i) => {
      const dueAt = startedAt + (i * 1000) / perSecond
      await until(dueAt)
      while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      const connection = free.pop()!
      note(result, request, await connection.exchange(request.bytes), performance.now() - dueAt)
      free.push(connection)
      waiting.shift()?.()
    }),
  )
  result.seconds = (performance.now() - startedAt) / 1000
  for (const connection of all) connection.socket.destroy()
  return result
}

async function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now()
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
}

async function drain(connection: Connection, queue: Prepared[], result: LoadResult): Promise<void> {
  for (const request of queue) {
    const sentAt = performance.now()
    note(result, request, await connection.exchange(request.bytes), performance.now() - sentAt)
  }
}

function note(result: LoadResult, request: Prepared, answer: string, latencyMs: number): void {
  result.latenciesMs.push(latencyMs)
  const settled = answer.split(request.checkFor).length - 1
  result.entries += settled
  if (settled !== request.entries && result.failures.length < 5) result.failures.push(answer.slice(-600))
}

type Connection = { socket: Socket; exchange(request: Buffer): Promise<string> }

/** A connection that understands what our server answers: one response with a Content-Length at a time. */
function open(url: URL): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    socket.setNoDelay(true)
    let received = ''
    let done: ((answer: string) => void) | undefined
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/content-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0)
      if (received.length < headEnd + 4 + length) return
      const answer = received
      received = ''
      done?.(answer)
    })
    socket.on('error', reject)
    socket.on('connect', () => {
      resolve({
        socket,
        exchange: (request) =>
          new Promise((answered) => {
            done = answered
            socket.write(request)
          }),
      })
    })
  })
}
