import { createPublicKey } from 'node:crypto'
import { AnyUuid, TOKEN_AUDIENCE } from '@mps/shared'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { terminalKey } from './terminal-key.ts'

/** `drainOnly`: revoked, or paired anew since, and let in to hand over what it recorded before. */
export type AssertedTerminal = { terminalId: string; epoch: number; merchantId: string; drainOnly: boolean }

/** The longest life of an assertion. */
const MAX_LIFE_S = 5 * 60
/** Clocks may differ by this much. */
const TOLERANCE_S = 30

const Header = z.object({ alg: z.literal('EdDSA'), kid: z.string().regex(/^[1-9]\d{0,6}$/) })
const Claims = z.object({ iss: AnyUuid, sub: AnyUuid, jti: z.string().min(16).max(64), iat: z.int(), exp: z.int() })

/**
 * Judges the JWT that a terminal signs with its device key (RFC 7523, section 3). Which key, the text itself says; with which
 * algorithm, it has no say. All faults but a revoked terminal are one answer.
 */
export function assertionVerifier(ctx: Context): (assertion: string) => Promise<AssertedTerminal> {
  const firstUse = onceUntil()
  return async (assertion) => {
    const claimed = readUnverified(assertion)
    const key = await terminalKey(ctx, claimed.terminalId, claimed.epoch)
    if (!key) throw wrong()
    const claims = await verified(assertion, key.publicKey, claimed.terminalId)
    if (claims.exp - claims.iat > MAX_LIFE_S || claims.exp > nowS() + MAX_LIFE_S + TOLERANCE_S) throw wrong()
    if (claims.iat > nowS() + TOLERANCE_S) throw wrong()
    // After the signature: a stranger must not be able to use up a terminal's ids.
    if (!firstUse(`${claimed.terminalId} ${claimed.epoch} ${claims.jti}`, claims.exp + TOLERANCE_S)) throw wrong()
    const isRevoked = key.revokedAt !== null
    if (isRevoked && !key.drainAllowed) throw new ProblemError('terminal_revoked')
    return { ...claimed, merchantId: key.merchantId, drainOnly: isRevoked || key.isSuperseded }
  }
}

const wrong = () => new ProblemError('credentials_wrong')
const nowS = () => Math.floor(Date.now() / 1000)

function readUnverified(assertion: string): { terminalId: string; epoch: number } {
  const header = Header.safeParse(attempt(() => decodeProtectedHeader(assertion)))
  const claims = Claims.safeParse(attempt(() => decodeJwt(assertion)))
  if (!header.success || !claims.success || claims.data.iss !== claims.data.sub) throw wrong()
  return { terminalId: claims.data.iss, epoch: Number(header.data.kid) }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

async function verified(assertion: string, publicKey: Buffer, terminalId: string): Promise<z.infer<typeof Claims>> {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }, format: 'jwk' })
  const options = {
    algorithms: ['EdDSA'],
    issuer: terminalId,
    subject: terminalId,
    audience: TOKEN_AUDIENCE,
    clockTolerance: TOLERANCE_S,
    requiredClaims: ['jti', 'iat', 'exp'],
  }
  const { payload } = await jwtVerify(assertion, key, options).catch(() => {
    throw wrong()
  })
  return Claims.parse(payload)
}

/** Says whether a name is new, and remembers it until its time. Per instance: an assertion's short life bounds what a replay elsewhere gains. */
function onceUntil(): (name: string, untilS: number) => boolean {
  const seen = new Map<string, number>()
  let sweptAtS = nowS()
  return (name, untilS) => {
    if (nowS() - sweptAtS > 60) {
      for (const [old, endS] of seen) if (endS < nowS()) seen.delete(old)
      sweptAtS = nowS()
    }
    if (seen.has(name)) return false
    seen.set(name, untilS)
    return true
  }
}
