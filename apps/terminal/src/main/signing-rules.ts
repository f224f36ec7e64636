import { TOKEN_AUDIENCE } from '@mps/shared'
import { z } from 'zod'
import type { DeviceIdentity } from '../renderer/log/ports.ts'

/** The longest life of a client assertion (pairing.ts in packages/shared). */
const MAX_LIFE_S = 300

const Header = z.strictObject({ alg: z.literal('EdDSA'), kid: z.string(), typ: z.literal('JWT').optional() })
const Claims = z.strictObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.literal(TOKEN_AUDIENCE),
  jti: z.string().min(1).max(100),
  iat: z.int(),
  exp: z.int(),
})

/**
 * Whether a text is the signing input of this terminal's own client assertion (RFC 7523) and of nothing else: the device key signs entries'
 * hashes and this, so that a page taken over cannot have it sign for other purposes.
 */
export function isOwnAssertion(signingInput: string, { terminalId, epoch }: Pick<DeviceIdentity, 'terminalId' | 'epoch'>): boolean {
  const parts = signingInput.split('.')
  if (parts.length !== 2) return false
  const header = Header.safeParse(jsonOf(parts[0]!))
  const claims = Claims.safeParse(jsonOf(parts[1]!))
  if (!header.success || !claims.success) return false
  const { iss, sub, iat, exp } = claims.data
  return header.data.kid === String(epoch) && iss === terminalId && sub === terminalId && exp > iat && exp - iat <= MAX_LIFE_S
}

function jsonOf(base64url: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(base64url)) return undefined
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
