import type pg from 'pg'

/**
 * Holds a lock of a card, terminal or merchant, so that whoever wants it queues up in an order that a test chooses: PostgreSQL hands a lock on in
 * the order in which it was asked for. `joins` starts one more and resolves when it stands in the queue; `letGo` lets them run.
 */
export async function holdLock(pool: pg.Pool, id: string): Promise<{ joins(start: () => unknown): Promise<void>; letGo(): Promise<void> }> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(sec.card_lock_key($1))', [id])
  let queued = 0
  return {
    async joins(start) {
      start()
      queued += 1
      await untilQueued(pool, id, queued)
    },
    async letGo() {
      await client.query('commit')
      client.release()
    },
  }
}

/** Holds a card's row, so that a set that has its lock comes as far as writing, where it `isMet`, and no further. */
export async function holdRow(pool: pg.Pool, cardId: string): Promise<{ isMet(): Promise<void>; letGo(): Promise<void> }> {
  const client = await pool.connect()
  await client.query('begin')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid from app.member_cards where id = $1 for update', [
    cardId,
  ])
  return {
    async isMet() {
      const waiting = 'select from pg_stat_activity a where a.datname = current_database() and $1 = any (pg_blocking_pids(a.pid))'
      while ((await pool.query(waiting, [rows[0]!.pid])).rowCount === 0);
    },
    async letGo() {
      await client.query('commit')
      client.release()
    },
  }
}

/** Resolves when so many wait for a lock. */
export async function untilQueued(pool: pg.Pool, id: string, count: number): Promise<void> {
  while ((await waitingFor(pool, id)) < count);
}

async function waitingFor(pool: pg.Pool, id: string): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_locks l
     where l.locktype = 'advisory' and not l.granted and l.database = (select d.oid from pg_database d where d.datname = current_database())
       and l.classid::bigint << 32 | l.objid::bigint = sec.card_lock_key($1)`,
    [id],
  )
  return rows[0]!.waiting
}
