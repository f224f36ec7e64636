import type { Context } from './context.ts'
import { sqlProblem } from './db/error-codes.ts'
import { asServer } from './db/transactions.ts'

/**
 * Makes the public halves of the code-signing keys known to the database, from where terminals get them.
 * @throws when the database knows another key by the same id: then these secrets belong to another database
 */
export async function publishSigningKeys(ctx: Context): Promise<void> {
  await asServer(ctx, async (client) => {
    for (const { keyId, publicKey, validFrom } of ctx.keys.publicKeys) {
      await client.query('select auth.publish_signing_key($1, $2, $3)', [keyId, publicKey, validFrom]).catch((error: unknown) => {
        if (sqlProblem(error) !== 'state_conflict') throw error
        throw new Error(`The database knows another code-signing key ${keyId}: the secrets file belongs to another database`, {
          cause: error,
        })
      })
    }
  })
}
