import { describe, expect, it } from 'vitest'
import {
  EntryBody,
  Instant,
  isPlainText,
  MAX_BODY_BYTES,
  MAX_ENTRIES_PER_REQUEST,
  PairRequest,
  SendEntriesRequest,
  SentEntry,
  Signature,
} from '../src/index.ts'
import { withValue } from './support/leaves.ts'
import { REQUESTS } from './support/samples.ts'

const SIG = 'A'.repeat(86)
const charge = REQUESTS.find(({ name }) => name === 'ChargeBody')!.good
const pairing = REQUESTS.find(({ name }) => name === 'PairRequest')!.good

function takesBody(body: string): boolean {
  return SentEntry.safeParse({ body, sig: SIG }).success
}

function takesRequestOf(count: number): boolean {
  return SendEntriesRequest.safeParse({ lastSeq: 0, entries: Array<null>(count).fill(null) }).success
}

function refuses(path: string, value: unknown): boolean {
  return !EntryBody.safeParse(withValue(charge, path.split('.'), value)).success
}

describe('an entry', () => {
  it.each<[string, unknown[]]>([
    ['v', [0, 2, '1']],
    ['kind', ['Charge', 'refuse', '', 'toString', null]],
    ['id', ['3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162']], // only our own, which sort by time
    ['seq', [0, -1, 2 ** 48 + 1]],
    ['epoch', [0, 1_000_001]],
    ['prev', ['AB'.repeat(32), 'ab'.repeat(31), 'ab'.repeat(33)]],
    ['amount', [0, -0, -1, 1_000_000_000_000]],
    ['currency', ['twd', 'TW', 'NT$', 'ＴＷＤ']],
    ['method', ['credit', 'Balance']],
    ['quoted.discount', [-1, 1001, 0.95]],
    ['quoted.final', [-1]],
    ['clock.offsetMs', [1e13, -1e13]],
    ['clock.offsetAgeS', [-1, 1e10]],
    ['approval.how', ['face']],
    ['policyRev', [0, 2 ** 31]],
    ['reference', ['x'.repeat(65)]],
    ['app', ['', 'x'.repeat(41)]],
  ])('has bounds to its %s', (path, values) => {
    expect(values.filter((value) => !refuses(path, value))).toEqual([])
  })

  it('may have a clock that was never set right', () => {
    expect(refuses('clock', { device: '1970-01-01T00:00:00.000Z', offsetMs: null, offsetAgeS: null, boot: charge['id'] })).toBe(false)
  })

  it('may leave out only what is optional', () => {
    const missing = Object.keys(charge).filter((key) => {
      const { [key]: _, ...rest } = charge
      return EntryBody.safeParse(rest).success
    })
    expect(missing.toSorted()).toEqual(['approval', 'reference', 'retryOf', 'shiftId'])
  })
})

describe('an instant', () => {
  it.each(['2026-11-23T08:42:00.000Z', '2024-02-29T23:59:59.999Z', '1970-01-01T00:00:00.000Z'])('may be %s', (text) => {
    expect(Instant.safeParse(text).success).toBe(true)
  })

  it.each([
    '2026-11-23T08:42:00Z',
    '2026-11-23T08:42:00.000',
    '2026-11-23T08:42:00.000+00:00',
    '2026-11-23T08:42:00.000z',
    '2026-11-23 08:42:00.000Z',
    '2026-02-29T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T23:59:60.000Z',
    '0000-01-01T00:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
    '-000001-01-01T00:00:00.000Z',
    '2026-11-23T08:42:00.000Z\n',
  ])('may not be %j', (text) => {
    expect(Instant.safeParse(text).success).toBe(false)
  })
})

describe('an entry as it is sent', () => {
  it('is at most 2 kB of UTF-8, whatever it is written in', () => {
    expect(takesBody('x'.repeat(MAX_BODY_BYTES))).toBe(true)
    expect(takesBody('x'.repeat(MAX_BODY_BYTES + 1))).toBe(false)
    expect(takesBody('付'.repeat(682))).toBe(true) // 2046 bytes
    expect(takesBody('付'.repeat(683))).toBe(false) // 2049 bytes in 683 characters
  })

  it('has a signature of 64 bytes in its one spelling', () => {
    expect(Signature.safeParse(SIG).success).toBe(true)
    expect(
      ['A'.repeat(85), 'A'.repeat(87), `${'A'.repeat(85)}B`, `${'A'.repeat(85)}=`, `${'A'.repeat(85)}é`].filter(
        (sig) => Signature.safeParse(sig).success,
      ),
    ).toEqual([])
  })

  it('comes with 1 to 500 in a request, each judged for itself', () => {
    expect([0, 1, MAX_ENTRIES_PER_REQUEST, MAX_ENTRIES_PER_REQUEST + 1].map((n) => takesRequestOf(n))).toEqual([false, true, true, false])
  })
})

describe('pairing', () => {
  it.each(['ab12-cd34', 'AB12CD34', 'AB12-CD3', 'AB12–CD34', ' AB12-CD34', 'АB12-CD34'])(
    'takes no %j for a pairing code',
    (pairingCode) => {
      expect(PairRequest.safeParse({ ...pairing, pairingCode }).success).toBe(false)
    },
  )

  it.each(['A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, '*'.repeat(43), '鍵'.repeat(43)])(
    'takes no %j for a public key',
    (publicKey) => {
      expect(PairRequest.safeParse({ ...pairing, publicKey }).success).toBe(false)
    },
  )
})

describe('isPlainText', () => {
  it.each(['', 'table 4', '打錯金額', 'e\u0301', '👩‍👩‍👧', 'שלום'])('lets %j through', (text) => {
    expect(isPlainText(text)).toBe(true)
  })

  it.each(['\0', 'a\nb', '\u0085', '\x7f', '\ud83d', '\ude00\ud83d'])('stops %j', (text) => {
    expect(isPlainText(text)).toBe(false)
  })
})
