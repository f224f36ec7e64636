import type { AccessTokenResponse } from '@mps/shared'
import type { Context } from '../context.ts'
import { ACCESS_TOKEN_S, DRAIN_SCOPE, issueToken } from '../tokens.ts'
import type { AssertedTerminal } from './client-assertion.ts'

/** The access token for a terminal that has shown that it holds its device key; a revoked one may do nothing with it but drain. */
export async function terminalToken(
  ctx: Context,
  { terminalId, epoch, merchantId, drainOnly }: AssertedTerminal,
): Promise<AccessTokenResponse> {
  return {
    access_token: await issueToken(ctx.keys, 'terminal', terminalId, { epoch, merchantId, ...(drainOnly && { scope: DRAIN_SCOPE }) }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_S,
    serverTime: new Date().toISOString(),
  }
}
