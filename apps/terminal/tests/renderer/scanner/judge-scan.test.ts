import { describe, expect, it } from 'vitest'
import { paymentCodeHash, type TerminalConfig } from '@mps/shared'
import file from '@mps/shared/vectors/payment-codes.json' with { type: 'json' }
import type { PaymentCodeVectors } from '@mps/shared/vectors/payment-code-vector.ts'
import { judgeScan } from '../../../src/renderer/scanner/judge-scan.ts'

const { keys, vectors } = file as PaymentCodeVectors
const codeKeys: TerminalConfig['codeKeys'] = keys.map(({ keyId, publicKey }) => ({
  keyId,
  publicKey,
  validFrom: '2026-01-01T00:00:00.000Z',
  retiredAt: null,
}))
const genuine = vectors.find(({ fault }) => fault === null)!

/** Judges a text at a time of the server, in seconds. */
function judge(text: string, nowS: number, facts: { revoked?: string[]; spent?: string[]; codeUses?: 'one' | 'many' } = {}) {
  const { revoked = [], spent = [], codeUses = 'one' } = facts
  return judgeScan(text, {
    config: { codeKeys, revokedCodes: revoked, codeUses },
    scannedAt: new Date(nowS * 1000).toISOString(),
    isSpentHere: (codeHash) => Promise.resolve(spent.includes(codeHash)),
  })
}

describe('a scanned text', () => {
  it.each(vectors)('is judged at the terminal as everywhere: $name', async ({ text, nowS, fault }) => {
    const verdict = await judge(text, nowS)
    expect(verdict.ok ? null : verdict.fault).toBe(fault)
  })

  it('is refused when its code was revoked', async () => {
    const revoked = [await paymentCodeHash(genuine.text)]
    expect(await judge(genuine.text, genuine.nowS, { revoked })).toEqual({ ok: false, fault: 'code_revoked' })
  })

  it('is refused when this terminal has charged it, unless codes may be used more often', async () => {
    const spent = [await paymentCodeHash(genuine.text)]
    expect(await judge(genuine.text, genuine.nowS, { spent })).toEqual({ ok: false, fault: 'code_already_used' })
    expect((await judge(genuine.text, genuine.nowS, { spent, codeUses: 'many' })).ok).toBe(true)
  })
})
