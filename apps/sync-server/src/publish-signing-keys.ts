import type { Context } from './context.ts'
import { asServer } from './db/transactions.ts'

/**
 * Makes the public halves of the code-signing keys known to the database, from where terminals get them.
 * @throws when the database knows another key by the same id: then these secrets belong to another database
 */
export async function publishSigningKeys(ctx: Context): Promise<void> {
  for (const { keyId, publicKey, validFrom } of ctx.keys.publicKeys) {
    const rows = await asServer(ctx, async (client) => {
      await client.query(
        'insert into auth.signing_keys (key_id, public_key, valid_from) values ($1, $2, $3) on conflict (key_id) do nothing',
        [keyId, publicKey, validFrom],
      )
      const found = await client.query<{ public_key: Buffer }>('select public_key from auth.signing_keys where key_id = $1', [keyId])
      return found.rows
    })
    if (!rows[0]?.public_key.equals(publicKey)) {
      throw new Error(`The database knows another code-signing key ${keyId}: the secrets file belongs to another database`)
    }
  }
}
