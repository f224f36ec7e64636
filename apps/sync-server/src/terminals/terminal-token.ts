import type { AccessTokenResponse } from '@mps/shared'
import type { Context } from '../context.ts'
import { ACCESS_TOKEN_S, issueToken } from '../tokens.ts'
import type { AssertedTerminal } from './client-assertion.ts'

/** The access token for a terminal that has shown that it holds its device key. */
export async function terminalToken(ctx: Context, { terminalId, epoch, merchantId }: AssertedTerminal): Promise<AccessTokenResponse> {
  return {
    access_token: await issueToken(ctx.keys, 'terminal', terminalId, { epoch, merchantId }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_S,
    serverTime: new Date().toISOString(),
  }
}
