import type { IdentityProvider } from '@mps/shared/member'
import type { Context } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { sandboxProvider } from './sandbox.ts'

/** What a provider's assertion says once its signature has been verified. */
export type VerifiedIdentity = {
  /** The person, as this provider knows them, for our application. */
  externalId: string
  /** Unique to this assertion, which works once. */
  assertionId: string
  expiresAt: Date
}

/**
 * The port behind which an identity provider stands: it verifies what the provider's app handed over, and nothing else. A real one (an OpenID
 * Connect id token of LINE, a code exchange of WeChat or Alipay) takes the sandbox's place in `identityProviders`.
 * Resolves with null for an assertion that is not genuine, not for us, or out of time.
 */
export type IdentityProviderPort = { verify(assertion: string): Promise<VerifiedIdentity | null> }

/** Which provider answers for which name in this deployment. */
export function identityProviders(ctx: Pick<Context, 'config' | 'keys'>): ReadonlyMap<IdentityProvider, IdentityProviderPort> {
  if (!ctx.config.identitySandbox) return new Map()
  const names: IdentityProvider[] = ['wechat', 'alipay', 'line']
  return new Map(names.map((name) => [name, sandboxProvider(ctx.keys, name)]))
}

/** Verifies an assertion; what is wrong with it, nobody is told. */
export async function verifiedIdentity(
  ctx: Pick<Context, 'config' | 'keys'>,
  { provider, assertion }: { provider: IdentityProvider; assertion: string },
): Promise<VerifiedIdentity> {
  const verified = await identityProviders(ctx).get(provider)?.verify(assertion)
  if (!verified) throw new ProblemError('credentials_wrong')
  return verified
}
