import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Context } from '../context.ts'

/** Whose configuration changed. */
export type ConfigChange = { scope: 'all' } | { scope: 'merchant' | 'terminal'; id: string }

const CHANNEL = 'mps_config'
const RETRY_MS = 1000

/**
 * Listens for configuration changes on a connection of its own from the first call on, and calls back for each, whichever instance made it. After a
 * lost connection it says `all`, since what happened meanwhile nobody told.
 */
export function configListener(ctx: Context, heard: (change: ConfigChange) => void): () => void {
  let client: pg.Client | undefined
  let started = false
  let ended = false
  ctx.onClose(async () => {
    ended = true
    await client?.end().catch(() => {})
  })

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ connectionString: ctx.config.database.listenUrl, application_name: 'mps-listen', keepAlive: true })
    client = fresh
    fresh.on('notification', ({ payload }) => heard(readPayload(payload)))
    fresh.on('error', (error) => ctx.logger.warn({ err: error }, 'the connection for notifications was lost'))
    fresh.on('end', () => void reconnect())
    await fresh.connect()
    await fresh.query(`listen ${CHANNEL}`)
  }
  const reconnect = async (): Promise<void> => {
    await sleep(RETRY_MS, undefined, { ref: false })
    if (ended) return
    try {
      await connect()
      heard({ scope: 'all' })
    } catch {
      // The database is still away; a client that never connected does not say that it has ended.
      await reconnect()
    }
  }
  return () => {
    if (started) return
    started = true
    void connect().catch(() => reconnect())
  }
}

function readPayload(payload = ''): ConfigChange {
  const [scope, id] = payload.split(' ')
  return (scope === 'merchant' || scope === 'terminal') && id !== undefined ? { scope, id } : { scope: 'all' }
}
