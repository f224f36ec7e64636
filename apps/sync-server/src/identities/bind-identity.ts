import type { IdentityAssertion } from '@mps/shared/member'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { asServer } from '../db/transactions.ts'
import { verifiedIdentity } from './provider.ts'

/** Lets a member sign in with an outside identity from now on. */
export async function bindMyIdentity(ctx: Context, memberId: string, given: z.infer<typeof IdentityAssertion>): Promise<void> {
  const { externalId, assertionId, expiresAt } = await verifiedIdentity(ctx, given)
  await asServer(ctx, (client) =>
    perform(client, 'app.bind_external_identity', memberId, given.provider, externalId, assertionId, expiresAt),
  )
}
