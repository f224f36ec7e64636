import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type DecodedPaymentCode, decodePaymentCode } from '@mps/shared'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import type { KeyStore } from '../secrets.ts'
import type { SetEntry } from './charge-set.ts'

type PublicKey = Pick<KeyStore['publicKeys'][number], 'keyId' | 'publicKey'>

/** What the platform signed in a code's text, or null where it signed nothing like it. Times are not judged: they are the database's. */
export function signedCodeReader(publicKeys: readonly PublicKey[]): (text: string) => DecodedPaymentCode | null {
  const keys = new Map(publicKeys.map(({ keyId, publicKey }) => [keyId, keyObject(publicKey)]))
  return (text) => {
    const decoded = decodePaymentCode(text)
    const key = decoded.ok ? keys.get(decoded.code.keyId) : undefined
    return decoded.ok && key && verify(null, decoded.code.signedBytes, key, decoded.code.signature) ? decoded.code : null
  }
}

/**
 * Judges codes that the database does not know by the platform's signature: forged, or genuine and lost with a restored backup, in which
 * case the database takes them up again.
 */
export function codeJudge(ctx: Context): (item: SetEntry) => Promise<SetEntry> {
  const readSigned = signedCodeReader(ctx.keys.publicKeys)
  return async (item) => {
    const { code } = item.entry
    if (code === null) return { ...item, verdict: 'absent' }
    const signed = readSigned(code)
    if (!signed) return { ...item, verdict: 'forged' }
    await adoptLostCode(ctx, item, signed)
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
