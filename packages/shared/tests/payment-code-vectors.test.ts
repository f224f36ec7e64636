import { describe, expect, it } from 'vitest'
import { bytesToHex, checkPaymentCode, type CodeCheck, paymentCodeHash } from '../src/index.ts'
import { makePaymentCodeVectors } from '../vectors/make-payment-codes.ts'
import type { PaymentCodeVectors } from '../vectors/payment-code-vector.ts'
import file from '../vectors/payment-codes.json' with { type: 'json' }
import { judges } from './support/judges.ts'

const { keys, vectors } = file as PaymentCodeVectors

/** A verdict in the words of the file. */
function verdictOf(check: CodeCheck) {
  if (!check.ok) return { fault: check.fault }
  const { keyId, cardNo, validFromS, ttlS, discountPermille, cardType, offlineLimitMinor, secret } = check.code
  const said = { keyId, cardNo, validFromS, ttlS, discountPermille, cardType, offlineLimitMinor }
  return { fault: null, fields: { ...said, secretHex: bytesToHex(secret) } }
}

describe.each(judges(keys))('the payment code vectors, judged by $name', ({ verify }) => {
  it.each(vectors)('$name', async (vector) => {
    const check = await checkPaymentCode(vector.text, verify, vector.nowS)
    expect(verdictOf(check)).toEqual(vector.fault === null ? { fault: null, fields: vector.fields } : { fault: vector.fault })
  })

  it.each(vectors.filter(({ fault }) => fault === null))('$name, by its hash', async (vector) => {
    expect({ hash: await paymentCodeHash(vector.text) }).toEqual({ hash: 'hash' in vector && vector.hash })
  })
})

describe('the vectors file', () => {
  it('is what its script makes', async () => {
    expect(file).toEqual(await makePaymentCodeVectors())
  })

  it('shows every fault and genuine codes too', () => {
    const faults = [
      'code_not_recognised',
      'code_version_unsupported',
      'code_key_unknown',
      'code_forged',
      'code_not_yet_valid',
      'code_expired',
    ]
    expect(new Set(vectors.map(({ fault }) => fault))).toEqual(new Set([null, ...faults]))
  })

  it('names each case once', () => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
  })
})
