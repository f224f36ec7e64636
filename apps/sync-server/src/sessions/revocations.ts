import type pg from 'pg'
import { withClient } from '../db/pool.ts'
import { ProblemError } from '../problem.ts'
import { ACCESS_TOKEN_S } from '../tokens.ts'

/** How old the list may be: what another instance ended counts here a second later, what this one ended at once. */
const FRESH_MS = 1000
/** A token that is older than its life is refused by itself; the minute is for clocks that differ. */
const LIFE_S = ACCESS_TOKEN_S + 60

type Row = { kind: 'session' | 'terminal'; id: string; may_drain: boolean }
type List = { readAtMs: number; sessions: Set<string>; terminals: Map<string, { mayDrain: boolean }> }

/** What access tokens within their life no longer count for. */
export type Revocations = {
  /** @throws ProblemError unauthenticated for a session that has ended */
  refuseEndedSession(sessionId: string): Promise<void>
  /** Null for a terminal in good standing. */
  revokedTerminal(terminalId: string): Promise<{ mayDrain: boolean } | null>
  /** After something was ended here: the next request asks the database again. */
  forget(): void
}

/**
 * The list of what was ended within the life of an access token, read at most once a second and instance whatever the number of requests:
 * asking for each request cost a round trip and a connection of the pool. Where the database is away, nobody is let in on an old list.
 */
export function openRevocations(pool: pg.Pool): Revocations {
  let held: List | undefined
  let reading: Promise<List> | undefined
  let generation = 0

  const refresh = async (): Promise<List> => {
    const mine = generation
    const list = await readList(pool)
    // What was ended while this list was being read may be missing from it.
    if (mine === generation) held = list
    return list
  }
  const current = async (): Promise<List> => {
    if (held && Date.now() - held.readAtMs < FRESH_MS) return held
    reading ??= refresh().finally(() => (reading = undefined))
    return reading
  }
  return {
    async refuseEndedSession(sessionId) {
      if ((await current()).sessions.has(sessionId)) throw new ProblemError('unauthenticated')
    },
    revokedTerminal: async (terminalId) => (await current()).terminals.get(terminalId) ?? null,
    forget() {
      generation++
      held = undefined
      reading = undefined
    },
  }
}

async function readList(pool: pg.Pool): Promise<List> {
  const readAtMs = Date.now()
  const { rows } = await withClient(pool, (client) =>
    client.query<Row>('select * from auth.recent_revocations(make_interval(secs => $1))', [LIFE_S]),
  )
  const terminals = rows.filter(({ kind }) => kind === 'terminal').map((row) => [row.id, { mayDrain: row.may_drain }] as const)
  const sessions = rows.filter(({ kind }) => kind === 'session').map(({ id }) => id)
  return { readAtMs, sessions: new Set(sessions), terminals: new Map(terminals) }
}
