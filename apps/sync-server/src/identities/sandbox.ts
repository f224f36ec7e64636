import type { IdentityProvider } from '@mps/shared/member'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { KeyStore } from '../secrets.ts'
import { keyFor } from '../sessions/derived-keys.ts'
import type { IdentityProviderPort } from './provider.ts'

const AUDIENCE = 'mps-identity-sandbox'
/** As long as a person takes to come back from the provider's app. */
const MAX_LIFE_S = 300
const Claims = z.object({ sub: z.string().min(1).max(200), jti: z.string().min(16).max(64), iat: z.int(), exp: z.int() })

/**
 * A provider for development and tests: its assertions are JWTs (HS256) under a key that the server derives from its own secret, so that
 * nobody else can make one. It stands in for each provider by name, and an assertion of one is worthless to another.
 */
export function sandboxProvider(keys: Pick<KeyStore, 'tokenSecret'>, provider: IdentityProvider): IdentityProviderPort {
  const key = keyFor(keys, 'identity-sandbox')
  return {
    async verify(assertion) {
      const options = { algorithms: ['HS256'], audience: AUDIENCE, issuer: issuerOf(provider), typ: 'mps-identity+jwt' }
      const verified = await jwtVerify(assertion, key, options).catch(() => null)
      const claims = Claims.safeParse(verified?.payload)
      if (!claims.success || claims.data.exp - claims.data.iat > MAX_LIFE_S) return null
      const { sub: externalId, jti: assertionId, exp } = claims.data
      return { externalId, assertionId, expiresAt: new Date(exp * 1000) }
    },
  }
}

const issuerOf = (provider: IdentityProvider) => `mps-sandbox/${provider}`

/** What the provider's app would hand over for a person: for tests and for trying things out. */
export function signSandboxAssertion(
  keys: Pick<KeyStore, 'tokenSecret'>,
  provider: IdentityProvider,
  externalId: string,
  { lifeS = 120, assertionId = crypto.randomUUID() }: { lifeS?: number; assertionId?: string } = {},
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'mps-identity+jwt' })
    .setIssuer(issuerOf(provider))
    .setAudience(AUDIENCE)
    .setSubject(externalId)
    .setJti(assertionId)
    .setIssuedAt()
    .setExpirationTime(`${lifeS}s`)
    .sign(keyFor(keys, 'identity-sandbox'))
}
