import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import file from '../../../../packages/shared/vectors/payment-codes.json' with { type: 'json' }
import { signedCodeReader } from '../../src/charges/code-verdict.ts'

const publicKeys = file.keys.map(({ keyId, publicKey }) => ({ keyId, publicKey: Buffer.from(publicKey, 'base64url') }))
const readSigned = signedCodeReader(publicKeys)
/** The server's signature verdict does not look at the clock: the database does, by the code's row. */
const OF_TIME = [null, 'code_not_yet_valid', 'code_expired']

describe('the payment code vectors, as the server judges them', () => {
  it.each(file.vectors)('$name', (vector) => {
    const signed = readSigned(vector.text)
    expect(signed !== null).toBe(OF_TIME.includes(vector.fault))
    if (!signed || !('fields' in vector)) return
    const { keyId, cardNo, validFromS, ttlS, discountPermille, cardType, offlineLimitMinor, secret } = signed
    const said = { keyId, cardNo, validFromS, ttlS, discountPermille, cardType, offlineLimitMinor }
    expect({ ...said, secretHex: Buffer.from(secret).toString('hex') }).toEqual(vector.fields)
  })

  it.each(file.vectors.filter(({ fault }) => fault === null))('$name, found by its hash', (vector) => {
    expect(hash('sha256', vector.text)).toBe('hash' in vector && vector.hash)
  })
})
