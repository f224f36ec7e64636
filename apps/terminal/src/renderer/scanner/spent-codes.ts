import type { LogEntry, TerminalLog } from '../log/index.ts'

/** No code lives longer: its time to live is 16 bits of seconds. */
const LONGEST_LIFE_MS = 2 ** 16 * 1000
const PAGE = 500

/** A charge that was declined or voided before it settled gave its code back. */
function keepsItsCode(entry: LogEntry | null): boolean {
  return entry !== null && (entry.state === 'recorded' || entry.state === 'settled' || entry.state === 'rejected')
}

/** Which codes this terminal has charged within the longest life of a code; so a code cannot pay twice here while the server is away. */
export class SpentCodes {
  readonly #log: Pick<TerminalLog, 'entries' | 'entry' | 'now'>
  readonly #chargeByCode = new Map<string, string>()
  #loaded: Promise<void> | undefined

  constructor(log: Pick<TerminalLog, 'entries' | 'entry' | 'now'>) {
    this.#log = log
  }

  /** Notes a charge that was just recorded. */
  add(entry: LogEntry): void {
    if (entry.body.kind === 'charge') this.#chargeByCode.set(entry.body.codeHash, entry.id)
  }

  /** Reads the log ahead of the first scan. A failure is met again, and told, when a code is asked about. */
  load(): Promise<void> {
    this.#loaded ??= this.#load().catch((error: unknown) => {
      this.#loaded = undefined
      throw error
    })
    return this.#loaded
  }

  /** Whether a charge of this terminal holds the code. */
  async has(codeHash: string): Promise<boolean> {
    await this.load()
    const chargeId = this.#chargeByCode.get(codeHash)
    return chargeId !== undefined && keepsItsCode(await this.#log.entry(chargeId))
  }

  async #load(): Promise<void> {
    const oldestMs = Date.parse(this.#log.now()) - LONGEST_LIFE_MS
    let before: number | undefined
    do {
      const page = await this.#log.entries({ kind: 'charge', limit: PAGE, ...(before === undefined ? {} : { before }) })
      // Newest first: the newest charge on a code is the one that holds it.
      for (const entry of page.entries) if (entry.body.kind === 'charge' && !this.#chargeByCode.has(entry.body.codeHash)) this.add(entry)
      const oldest = page.entries.at(-1)
      before = oldest && Date.parse(oldest.body.recordedAt) > oldestMs ? (page.next ?? undefined) : undefined
    } while (before !== undefined)
  }
}
