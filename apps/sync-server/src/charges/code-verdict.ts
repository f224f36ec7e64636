import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type DecodedPaymentCode, decodePaymentCode } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import type { SetEntry } from './charge-set.ts'

/**
 * Judges codes that the database does not know by the platform's signature: forged, or genuine and lost with a restored backup, in which
 * case the database takes them up again.
 */
export function codeJudge(ctx: Context): (item: SetEntry) => Promise<SetEntry> {
  const keys = new Map(ctx.keys.publicKeys.map(({ keyId, publicKey }) => [keyId, keyObject(publicKey)]))
  return async (item) => {
    const { code } = item.entry
    if (code === null) return { ...item, verdict: 'absent' }
    const decoded = decodePaymentCode(code)
    if (!decoded.ok) return { ...item, verdict: 'forged' }
    const key = keys.get(decoded.code.keyId)
    if (!key || !verify(null, decoded.code.signedBytes, key, decoded.code.signature)) return { ...item, verdict: 'forged' }
    await adoptLostCode(ctx, item, decoded.code)
    return { ...item, verdict: 'genuine' }
  }
}

function keyObject(publicKey: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }, format: 'jwk' })
}

async function adoptLostCode(ctx: Context, { entry }: SetEntry, code: DecodedPaymentCode): Promise<void> {
  if (entry.body.kind !== 'charge' && entry.body.kind !== 'recharge') return
  const { codeHash } = entry.body
  await asServer(ctx, (client) =>
    client.query('select app.adopt_lost_code($1, $2, $3, $4, $5, $6)', [
      Buffer.from(codeHash, 'hex'),
      code.cardNo,
      `${code.discountPermille}e-3`,
      `${code.offlineLimitMinor}e-2`,
      new Date(code.validFromS * 1000),
      new Date((code.validFromS + code.ttlS) * 1000),
    ]),
  )
}
