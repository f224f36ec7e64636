import { TOKEN_AUDIENCE } from '@mps/shared'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { KeyStore } from './secrets.ts'
import { ProblemError } from './problem.ts'

/**
 * Whom an access token is for; one made for a terminal is worthless to a member, and the other way round. Besides `sub`, a terminal's names its
 * epoch and merchantId, the others their session (`sid`); a user's the merchantId and role that it acts with, where there is one.
 */
export type TokenKind = 'terminal' | 'member' | 'user' | 'admin'

/** On the token of a terminal that was revoked and may still send what it recorded: entries, outcomes and heartbeat, nothing else. */
export const DRAIN_SCOPE = 'drain'

export const ACCESS_TOKEN_S = 15 * 60

/** An access token (HS256); nothing about it is stored. */
export function issueToken(
  keys: KeyStore,
  kind: TokenKind,
  subject: string,
  claims: JWTPayload = {},
  lifeS = ACCESS_TOKEN_S,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setIssuer(TOKEN_AUDIENCE)
    .setAudience(`${TOKEN_AUDIENCE}/${kind}`)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(`${lifeS}s`)
    .sign(keys.tokenSecret)
}

export type VerifiedToken = { subject: string; claims: JWTPayload; expiresAtMs: number }

/** Verified tokens by their text, so that a busy terminal pays for one HMAC in 15 minutes; the oldest leaves first. */
const MAX_CACHED = 10_000

/** Returns a verifier for one kind of token. The algorithm is fixed: the token has no say in it. */
export function tokenVerifier(keys: KeyStore, kind: TokenKind): (token: string) => Promise<VerifiedToken> {
  const verified = new Map<string, VerifiedToken>()
  return async (token) => {
    const known = verified.get(token)
    if (known && known.expiresAtMs > Date.now()) return known
    const fresh = await verify(keys, kind, token)
    verified.delete(token)
    verified.set(token, fresh)
    const oldest = verified.keys().next()
    if (verified.size > MAX_CACHED && !oldest.done) verified.delete(oldest.value)
    return fresh
  }
}

async function verify(keys: KeyStore, kind: TokenKind, token: string): Promise<VerifiedToken> {
  try {
    const { payload } = await jwtVerify(token, keys.tokenSecret, {
      algorithms: ['HS256'],
      typ: 'at+jwt',
      issuer: TOKEN_AUDIENCE,
      audience: `${TOKEN_AUDIENCE}/${kind}`,
      requiredClaims: ['sub', 'exp'],
    })
    return { subject: payload.sub ?? '', claims: payload, expiresAtMs: (payload.exp ?? 0) * 1000 }
  } catch (error) {
    throw new ProblemError(error instanceof errors.JWTExpired ? 'token_expired' : 'unauthenticated')
  }
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(header: string | undefined): string {
  const token = /^Bearer ([\w.-]+)$/i.exec(header ?? '')?.[1]
  if (!token) throw new ProblemError('unauthenticated')
  return token
}
