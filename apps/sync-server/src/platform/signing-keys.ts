import type { CodeSigningKey } from '@mps/shared'
import type pg from 'pg'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { ProblemError } from '../problem.ts'

type Key = z.infer<typeof CodeSigningKey>
const DAY_MS = 24 * 60 * 60_000
/** A terminal that is cut off for a week knows a key before its first code is shown. */
export const PUBLISHED_AHEAD_MS = 7 * DAY_MS

/** The public halves of the code-signing keys, the newest last. */
export async function listSigningKeys(client: pg.ClientBase): Promise<Key[]> {
  const { rows } = await client.query<Omit<Key, 'publicKey'> & { publicKey: Buffer }>(
    `select k.key_id as "keyId", k.public_key as "publicKey", k.valid_from as "validFrom", k.retired_at as "retiredAt" from auth.signing_keys k
     order by k.valid_from, k.key_id`,
  )
  return rows.map((key) => ({ ...key, publicKey: key.publicKey.toString('base64url') }))
}

/**
 * Makes the next code-signing key: published now, used from `validFrom`, at least seven days from now. One key waits at a time. Instances of
 * the server that do not share the secrets' file get it by restarting with the new secrets before that time.
 */
export async function rotateSigningKey(ctx: Pick<Context, 'keys'>, client: pg.ClientBase, validFrom?: string): Promise<Key> {
  const earliest = new Date(Date.now() + PUBLISHED_AHEAD_MS)
  const from = validFrom === undefined ? new Date(earliest.getTime() + 60_000) : new Date(validFrom)
  if (from < earliest) {
    throw new ProblemError('validation_failed', { errors: [{ path: 'validFrom', message: 'at least seven days from now' }] })
  }
  const known = await listSigningKeys(client)
  if (known.some((key) => Date.parse(key.validFrom) > Date.now() && key.retiredAt === null)) {
    throw new ProblemError('state_conflict', { detail: 'a key is waiting for its time already' })
  }
  if (!ctx.keys.draftCodeSigningKey) throw new ProblemError('state_conflict', { detail: 'the keys of this deployment are made elsewhere' })
  const { keyId, publicKey, keep } = ctx.keys.draftCodeSigningKey(new Set(known.map((key) => key.keyId)))
  await perform(client, 'auth.publish_signing_key', keyId, publicKey, from)
  await perform(client, 'audit.log', 'signing_key.published', 'platform', null, JSON.stringify({ keyId, validFrom: from.toISOString() }))
  // Last, so that no key is kept whose public half was not published.
  await keep(from)
  return { keyId, publicKey: publicKey.toString('base64url'), validFrom: from.toISOString(), retiredAt: null }
}
