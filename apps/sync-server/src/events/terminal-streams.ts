import type { TerminalEvent } from '@mps/shared'
import type { Send } from '../http/answer.ts'
import type { TerminalActor } from '../http/actor.ts'
import type { ConfigChange } from './config-changes.ts'

/** Proxies close what is silent for a minute; half-open connections are found by writing. */
const BEAT_MS = 15_000
/** What concerns every terminal is told over some seconds, or all of them would ask at once. */
const SPREAD_MS = 3_000

export type TerminalStream = {
  terminalId: string
  merchantId: string
  lastOutcomeNo: number
  say(event: TerminalEvent): void
  end(event?: TerminalEvent): void
}

/** The terminals that listen on this instance. */
export class TerminalStreams {
  readonly #streams = new Map<string, TerminalStream>()

  all(): TerminalStream[] {
    return [...this.#streams.values()]
  }

  /** Keeps a terminal's connection until it ends; a newer one of the same terminal ends this one. */
  async hold(
    { terminalId, merchantId }: TerminalActor,
    lastOutcomeNo: number,
    send: Send,
    gone: AbortSignal,
    lifeMs: number,
  ): Promise<void> {
    const { promise: ended, resolve: finish } = Promise.withResolvers<void>()
    const write = (text: string) => void send(text).catch(finish)
    const stream: TerminalStream = {
      terminalId,
      merchantId,
      lastOutcomeNo,
      say: (event) => write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
      end: (event) => {
        if (event) stream.say(event)
        finish()
      },
    }
    this.#streams.get(terminalId)?.end({ type: 'bye' })
    this.#streams.set(terminalId, stream)
    const beat = setInterval(() => write(': beat\n\n'), BEAT_MS)
    const life = setTimeout(() => stream.end({ type: 'bye' }), lifeMs)
    gone.addEventListener('abort', () => finish(), { once: true })
    stream.say({ type: 'hello', lastOutcomeNo })
    await ended
    clearInterval(beat)
    clearTimeout(life)
    if (this.#streams.get(terminalId) === stream) this.#streams.delete(terminalId)
  }

  tellOfConfig(change: ConfigChange): void {
    for (const stream of this.all().filter((one) => concerns(change, one))) {
      if (change.scope === 'all') setTimeout(() => stream.say({ type: 'config' }), Math.random() * SPREAD_MS).unref()
      else stream.say({ type: 'config' })
    }
  }

  endAll(): void {
    for (const stream of this.all()) stream.end({ type: 'bye' })
  }
}

function concerns(change: ConfigChange, { terminalId, merchantId }: TerminalStream): boolean {
  if (change.scope === 'all') return true
  return change.id === (change.scope === 'terminal' ? terminalId : merchantId)
}
