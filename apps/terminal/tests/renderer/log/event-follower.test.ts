import type { TerminalEvent } from '@mps/shared'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Connection } from '../../../src/renderer/log/connection.ts'
import { EventFollower } from '../../../src/renderer/log/event-follower.ts'
import { noAnswer } from '../../../src/renderer/log/http-call.ts'
import type { Answer } from '../../../src/renderer/log/sync-port.ts'

type Line = { say(event: TerminalEvent | string): void; end(): void; breakOff(): void; signal: AbortSignal }

/** A terminal that follows a server in the test's hand. */
function aFollower(seenOutcomeNo = 0) {
  const lines: Line[] = []
  const connection = new Connection()
  const asked = { probe: vi.fn<() => Promise<void>>(), refreshConfig: vi.fn<() => Promise<void>>() }
  let refusal: Answer<ReadableStream<Uint8Array>> | null = null
  const events = async (_token: string, signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>> => {
    const { stream, line } = aLine(signal)
    lines.push(line)
    return refusal ?? { ok: true, value: stream, times: { sentMs: 0, receivedMs: 0 } }
  }
  const follower = new EventFollower({
    tokens: { call: (make) => make('token') },
    sync: { events },
    connection,
    seenOutcomeNo: () => seenOutcomeNo,
    ...asked,
  })
  return { follower, connection, lines, ...asked, refuse: (answer: typeof refusal) => (refusal = answer) }
}

function aLine(signal: AbortSignal): { stream: ReadableStream<Uint8Array>; line: Line } {
  let out!: ReadableStreamDefaultController<Uint8Array>
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) })
  // As fetch does it.
  signal.addEventListener('abort', () => out.error(new DOMException('aborted', 'AbortError')), { once: true })
  const write = (text: string) => out.enqueue(new TextEncoder().encode(text))
  const say = (event: TerminalEvent | string) =>
    write(typeof event === 'string' ? event : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  return { stream, line: { say, end: () => out.close(), breakOff: () => out.error(new TypeError('network')), signal } }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Lets what is under way come to rest; nothing waits for a clock within it. */
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('the news of the server', () => {
  test('are followed while the terminal is online, and only then', async () => {
    const { connection, lines } = aFollower()
    await settle()
    expect(lines).toHaveLength(0)
    connection.heartbeatSucceeded(false)
    await settle()
    expect(lines).toHaveLength(1)
    connection.failed('no_network')
    await settle()
    expect(lines[0]!.signal.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(lines).toHaveLength(1)
    connection.heartbeatSucceeded(false)
    await settle()
    expect(lines).toHaveLength(2)
  })

  test('make it ask the server, and are never believed themselves', async () => {
    const { connection, lines, probe, refreshConfig } = aFollower(7)
    connection.heartbeatSucceeded(false)
    await settle()
    const [line] = lines
    line!.say({ type: 'hello', lastOutcomeNo: 7 })
    line!.say({ type: 'outcome', lastOutcomeNo: 7 })
    await settle()
    expect(probe).not.toHaveBeenCalled()
    line!.say({ type: 'outcome', lastOutcomeNo: 8 })
    await settle()
    expect(probe).toHaveBeenCalledOnce()
    line!.say({ type: 'config' })
    await settle()
    expect(refreshConfig).toHaveBeenCalledOnce()
    line!.say({ type: 'revoked' })
    await settle()
    expect(probe).toHaveBeenCalledTimes(2)
    expect(connection.live.get().revoked).toBe(false)
  })

  test('that nobody understands are passed over', async () => {
    const { connection, lines, probe, refreshConfig } = aFollower()
    connection.heartbeatSucceeded(false)
    await settle()
    lines[0]!.say('data: {"type":"reboot"}\n\ndata: not even JSON\n\n')
    lines[0]!.say({ type: 'config' })
    await settle()
    expect([probe.mock.calls.length, refreshConfig.mock.calls.length]).toEqual([0, 1])
  })

  test('are followed on a new line after a farewell and after a break, which makes nobody offline', async () => {
    const { connection, lines } = aFollower()
    connection.heartbeatSucceeded(false)
    await settle()
    lines[0]!.say({ type: 'bye' })
    lines[0]!.end()
    await vi.advanceTimersByTimeAsync(1000)
    expect(lines).toHaveLength(2)
    lines[1]!.say({ type: 'hello', lastOutcomeNo: 0 })
    await settle()
    lines[1]!.breakOff()
    await vi.advanceTimersByTimeAsync(1000)
    expect(lines).toHaveLength(3)
    expect(connection.isOnline).toBe(true)
  })

  test('are not waited for on a line that went silent', async () => {
    const { connection, lines } = aFollower()
    connection.heartbeatSucceeded(false)
    await settle()
    lines[0]!.say({ type: 'hello', lastOutcomeNo: 0 })
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(30_000)
      lines[0]!.say(': beat\n\n')
    }
    await settle()
    expect(lines).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(41_000)
    expect(lines[0]!.signal.aborted).toBe(true)
    expect(lines).toHaveLength(2)
  })

  test('are asked for ever more seldom from a server that has none, and a proxy without streams does not make it offline', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { connection, lines, refuse } = aFollower()
    refuse(noAnswer('captive_portal'))
    connection.heartbeatSucceeded(false)
    await vi.advanceTimersByTimeAsync(300_000)
    // 1, 2, 4, 8, 16 seconds, and from then on every 30.
    expect(lines).toHaveLength(14)
    expect(connection.isOnline).toBe(true)
  })

  test('are of no use to a revoked terminal, nor to a log that was closed', async () => {
    const revoked = aFollower()
    revoked.connection.heartbeatSucceeded(false)
    await settle()
    revoked.connection.noteRevoked()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([revoked.lines.length, revoked.lines[0]!.signal.aborted]).toEqual([1, true])
    const closed = aFollower()
    closed.connection.heartbeatSucceeded(false)
    await settle()
    await closed.follower.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([closed.lines.length, closed.lines[0]!.signal.aborted]).toEqual([1, true])
  })
})
