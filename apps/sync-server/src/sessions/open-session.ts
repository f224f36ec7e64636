import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import { ACCESS_TOKEN_S, issueToken } from '../tokens.ts'
import { sha256 } from './derived-keys.ts'
import { firstRefreshToken, successorOf } from './refresh-token.ts'

export type SessionKind = 'member' | 'user' | 'admin'

/** A session as its holder goes on with it: the next refresh token, and what an access token says. */
export type OpenSession = {
  sessionId: string
  kind: SessionKind
  subjectId: string
  merchantId: string | null
  refreshToken: string
  expiresAtMs: number
  refreshExpiresAtMs: number
}

type NewSession = { kind: SessionKind; subjectId: string; merchantId?: string | null; attemptKey?: Buffer }
type Started = { session_id: string; expires_at: string; refresh_expires_at: string }

/** Opens a session for somebody who has shown who they are. */
export async function startSession(ctx: Context, { kind, subjectId, merchantId = null, attemptKey }: NewSession): Promise<OpenSession> {
  const refreshToken = firstRefreshToken()
  const started = await asServer(ctx, async (client) => {
    const values = [kind, subjectId, merchantId, sha256(refreshToken), attemptKey ?? null]
    const { rows } = await client.query<Started>('select * from auth.start_session($1, $2, $3, $4, $5)', values)
    return rows[0]!
  })
  return { sessionId: started.session_id, kind, subjectId, merchantId, refreshToken, ...endsOf(started) }
}

type Rotated = Started & {
  outcome: 'rotated' | 'repeated' | 'reused' | 'refused'
  kind: SessionKind
  subject_id: string
  acting_for: string | null
}

/**
 * Spends a refresh token for the next one. A token that was spent before ends its whole family, whoever brings it.
 * @param kinds the sessions that this address is for: a member's token opens nothing at the users' door
 */
export async function refreshSession(
  ctx: Context,
  kinds: readonly SessionKind[],
  token: string,
  merchantId: string | null = null,
): Promise<OpenSession> {
  const refreshToken = successorOf(ctx.keys, token)
  const found = await asServer(ctx, async (client) => {
    const values = [sha256(token), sha256(refreshToken), kinds, merchantId]
    const { rows } = await client.query<Rotated>('select * from auth.rotate_refresh_token($1, $2, $3, $4)', values)
    return rows[0]!
  })
  if (found.outcome === 'reused') {
    ctx.revocations.forget()
    ctx.logger.warn({ sessionId: found.session_id }, 'refresh token reused')
  }
  if (found.outcome === 'reused' || found.outcome === 'refused') throw new ProblemError('unauthenticated')
  const { session_id: sessionId, kind, subject_id: subjectId, acting_for: actingFor } = found
  return { sessionId, kind, subjectId, merchantId: actingFor, refreshToken, ...endsOf(found) }
}

function endsOf(row: Started): { expiresAtMs: number; refreshExpiresAtMs: number } {
  return { expiresAtMs: Date.parse(row.expires_at), refreshExpiresAtMs: Date.parse(row.refresh_expires_at) }
}

/** The fields that every sign-in and refresh answers with (RFC 6749, section 5.1). */
export type TokenAnswer = {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
  refresh_expires_in: number
  serverTime: string
}

/** An access token that ends with its session at the latest, and the refresh token. */
export async function tokenAnswer(ctx: Context, session: OpenSession, claims: Record<string, unknown> = {}): Promise<TokenAnswer> {
  const nowMs = Date.now()
  const lifeS = Math.max(1, Math.min(ACCESS_TOKEN_S, Math.floor((session.expiresAtMs - nowMs) / 1000)))
  return {
    access_token: await issueToken(ctx.keys, session.kind, session.subjectId, { sid: session.sessionId, ...claims }, lifeS),
    token_type: 'Bearer',
    expires_in: lifeS,
    refresh_token: session.refreshToken,
    refresh_expires_in: Math.max(1, Math.floor((session.refreshExpiresAtMs - nowMs) / 1000)),
    serverTime: new Date(nowMs).toISOString(),
  }
}

/** Ends a session, or everywhere: all that this person has open. Their access tokens count for nothing from now on. */
export async function signOut(ctx: Context, subjectId: string, sessionId: string | null, everywhere = false): Promise<number> {
  const ended = await asServer(ctx, async (client) => {
    const { rows } = await client.query<{ count: number }>('select auth.sign_out($1, $2, $3) as count', [subjectId, sessionId, everywhere])
    return rows[0]?.count ?? 0
  })
  ctx.revocations.forget()
  return ended
}
