// Writes payment-codes.json: node packages/shared/vectors/make-payment-codes.ts
// Everything in it follows from names, so the file changes only when the format or this script does.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  bytesToHex,
  CODE_PREFIX,
  CODE_TOLERANCE_S,
  type CodeFault,
  decodeBase32,
  encodeBase32,
  encodePaymentCode,
  luhnDigit,
  type PaymentCodeFields,
  paymentCodeHash,
} from '../src/index.ts'
import type { PaymentCodeVector, PaymentCodeVectors } from './payment-code-vector.ts'
import { type TestKey, testKey } from './test-keys.ts'

const CURRENT = testKey(1)
const NEXT = testKey(2)
const LOWEST = testKey(0)
const HIGHEST = testKey(255)
const NEVER_PUBLISHED = testKey(77)
const IMPOSTOR = testKey(1, 'somebody else')

/** 2026-11-23T08:00:00Z. */
const VALID_FROM_S = 1_795_420_800
const TTL_S = 900
const ALIVE_S = VALID_FROM_S + 60
/** The order of Ed25519's group (RFC 8032, section 5.1), for a second form of a signature that must not pass. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

function aCode(name: string, changes: Partial<PaymentCodeFields> = {}): PaymentCodeFields {
  return {
    keyId: CURRENT.keyId,
    cardNo: cardNo('412345678901234'),
    validFromS: VALID_FROM_S,
    ttlS: TTL_S,
    discountPermille: 950,
    cardType: 'standard',
    offlineLimitMinor: 50_000,
    secret: createHash('sha256').update(`secret of ${name}`).digest().subarray(0, 16),
    ...changes,
  }
}

function cardNo(first15: string): string {
  return first15 + luhnDigit(first15)
}

async function valid(name: string, nowS: number, changes: Partial<PaymentCodeFields> = {}, key = CURRENT): Promise<PaymentCodeVector> {
  const { secret, ...said } = aCode(name, { keyId: key.keyId, ...changes })
  const text = await encodePaymentCode({ ...said, secret }, key.sign)
  return { name, text, nowS, fault: null, hash: await paymentCodeHash(text), fields: { ...said, secretHex: bytesToHex(secret) } }
}

/** A genuine code of a moment at which it does not count. */
async function untimely(name: string, nowS: number, fault: CodeFault): Promise<PaymentCodeVector> {
  return { name, text: await encodePaymentCode(aCode(name), CURRENT.sign), nowS, fault }
}

/** A genuine code's bytes after something was done to them. */
async function damaged(name: string, fault: CodeFault, harm: (bytes: Uint8Array) => Uint8Array): Promise<PaymentCodeVector> {
  const text = await encodePaymentCode(aCode(name), CURRENT.sign)
  return { name, text: CODE_PREFIX + encodeBase32(harm(bytesOf(text))), nowS: ALIVE_S, fault }
}

/** A genuine code's text after something was done to it. */
async function misread(name: string, fault: CodeFault, harm: (text: string) => string): Promise<PaymentCodeVector> {
  return { name, text: harm(await encodePaymentCode(aCode(name), CURRENT.sign)), nowS: ALIVE_S, fault }
}

/** Bytes that the platform never lays out like this, under a signature that is right for them. */
async function missigned(name: string, fault: CodeFault, harm: (bytes: Uint8Array) => Uint8Array): Promise<PaymentCodeVector> {
  return damaged(name, fault, (bytes) => {
    const fields = harm(bytes.slice(0, 40)).slice(0, 40)
    const message = Buffer.concat([Buffer.from('MPS payment code v1\n'), fields])
    return Buffer.concat([fields, CURRENT.sign(message)])
  })
}

async function signedBy(name: string, fault: CodeFault, key: TestKey, keyId: number): Promise<PaymentCodeVector> {
  return { name, text: await encodePaymentCode(aCode(name, { keyId }), key.sign), nowS: ALIVE_S, fault }
}

function bytesOf(text: string): Uint8Array {
  const bytes = decodeBase32(text.slice(CODE_PREFIX.length))
  if (!bytes) throw new Error('the encoder made a text that the decoder refuses')
  return bytes
}

function flip(at: number, mask = 1) {
  return (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? byte ^ mask : byte))
}

function put(at: number, ...values: number[]) {
  return (bytes: Uint8Array) => bytes.map((byte, i) => values[i - at] ?? byte)
}

/** S + L verifies in a careless implementation: a second text, with another hash, for the same code. */
function addGroupOrder(bytes: Uint8Array): Uint8Array {
  const s = BigInt(`0x${bytesToHex(bytes.slice(72).toReversed())}`) // little-endian
  const hex = (s + GROUP_ORDER).toString(16).padStart(64, '0')
  return Buffer.concat([bytes.subarray(0, 72), Buffer.from(hex, 'hex').toReversed()])
}

/** The same bytes spelled with a leftover bit set. */
function respell(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1)!) | 1]
}

const STARTS_S = VALID_FROM_S - CODE_TOLERANCE_S
const ENDS_S = VALID_FROM_S + TTL_S + CODE_TOLERANCE_S

/** All the vectors; deterministic. */
export async function makePaymentCodeVectors(): Promise<PaymentCodeVectors> {
  return {
    about: 'Payment codes and what a terminal without a network and the server both make of them. Made by make-payment-codes.ts.',
    keys: [LOWEST, CURRENT, NEXT, HIGHEST].map(({ keyId, publicKey }) => ({ keyId, publicKey })),
    vectors: await Promise.all([
      valid('valid, standard card', ALIVE_S),
      valid('valid, prepaid card that pays everything', ALIVE_S, { cardType: 'prepaid', discountPermille: 1000 }),
      valid('valid, corporate card that pays nothing', ALIVE_S, { cardType: 'corporate', discountPermille: 0 }),
      valid('valid, voucher that may not be taken offline', ALIVE_S, { cardType: 'voucher', offlineLimitMinor: 0 }),
      valid('valid, largest numbers', 2 ** 32 + 100, { validFromS: 2 ** 32 - 1, ttlS: 65_535, offlineLimitMinor: 2 ** 32 - 1 }, HIGHEST),
      valid('valid, smallest numbers', 0, { validFromS: 0, ttlS: 0, secret: new Uint8Array(16) }, LOWEST),
      valid('valid, card number that starts with zeros', ALIVE_S, { cardNo: cardNo('000000000000001') }),
      valid('valid, highest card number', ALIVE_S, { cardNo: cardNo('999999999999999') }),
      valid('valid, signed with the next key', ALIVE_S, {}, NEXT),
      valid('valid, at the first second of the tolerance', STARTS_S),
      valid('valid, at the last second of the tolerance', ENDS_S),
      untimely('not yet valid, by one second', STARTS_S - 1, 'code_not_yet_valid'),
      untimely('not yet valid, judged by a clock at its beginning', 0, 'code_not_yet_valid'),
      untimely('expired, by one second', ENDS_S + 1, 'code_expired'),
      untimely('expired, a year ago', VALID_FROM_S + 365 * 86_400, 'code_expired'),
      signedBy('forged, another key under a known id', 'code_forged', IMPOSTOR, 1),
      signedBy('forged, a known key under the id of another', 'code_forged', CURRENT, 2),
      damaged('forged, flags changed', 'code_forged', flip(1)),
      damaged('forged, life prolonged', 'code_forged', flip(15)),
      damaged('forged, discount improved', 'code_forged', put(17, 0, 0)),
      damaged('forged, other card type', 'code_forged', put(19, 2)),
      damaged('forged, offline limit raised', 'code_forged', put(20, 255)),
      damaged('forged, other secret', 'code_forged', flip(24)),
      damaged('forged, first byte of the signature', 'code_forged', flip(40)),
      damaged('forged, last byte of the signature', 'code_forged', flip(103, 0x80)),
      damaged('forged, signature of zeros', 'code_forged', (bytes) => bytes.fill(0, 40)),
      damaged('forged, second form of the signature', 'code_forged', addGroupOrder),
      damaged('forged, signature without the domain prefix', 'code_forged', (bytes) =>
        Buffer.concat([bytes.subarray(0, 40), CURRENT.sign(bytes.subarray(0, 40))]),
      ),
      signedBy('unknown key', 'code_key_unknown', NEVER_PUBLISHED, NEVER_PUBLISHED.keyId),
      damaged('unknown key, id changed on the way', 'code_key_unknown', put(2, 200)),
      missigned('wrong version, a later one under the same prefix', 'code_version_unsupported', put(0, 2)),
      missigned('wrong version, zero', 'code_version_unsupported', put(0, 0)),
      misread('wrong version, a later prefix', 'code_version_unsupported', (text) => text.replace('MPS1:', 'MPS2:')),
      missigned('wrong check digit', 'code_not_recognised', flip(10)),
      missigned('card number of 17 digits', 'code_not_recognised', put(3, 1)),
      missigned('discount above 1000', 'code_not_recognised', put(17, 0x03, 0xe9)),
      missigned('card type that does not exist', 'code_not_recognised', put(19, 4)),
      misread('truncated by one letter', 'code_not_recognised', (text) => text.slice(0, -1)),
      misread('truncated by five bytes', 'code_not_recognised', (text) => text.slice(0, -8)),
      misread('truncated to its fields', 'code_not_recognised', (text) => text.slice(0, 69)),
      misread('truncated to its prefix', 'code_not_recognised', () => CODE_PREFIX),
      misread('empty', 'code_not_recognised', () => ''),
      damaged('truncated by a byte and spelled rightly', 'code_not_recognised', (bytes) => bytes.subarray(0, 103)),
      damaged('too long by a byte', 'code_not_recognised', (bytes) => Buffer.concat([bytes, Buffer.from([0])])),
      misread('twice in one text', 'code_not_recognised', (text) => text + text),
      misread('damaged base32, a digit it does not have', 'code_not_recognised', (text) => `${text.slice(0, 30)}1${text.slice(31)}`),
      misread('damaged base32, lower case', 'code_not_recognised', (text) => CODE_PREFIX + text.slice(5).toLowerCase()),
      misread('damaged base32, padding', 'code_not_recognised', (text) => `${text}=`),
      misread('damaged base32, a space in the middle', 'code_not_recognised', (text) => `${text.slice(0, 50)} ${text.slice(50)}`),
      misread('damaged base32, a line end', 'code_not_recognised', (text) => `${text}\n`),
      misread('damaged base32, full-width letters', 'code_not_recognised', (text) => CODE_PREFIX + text.slice(5).replaceAll('A', 'Ａ')),
      misread('damaged base32, second spelling', 'code_not_recognised', respell),
      misread('lower-case prefix', 'code_not_recognised', (text) => text.replace('MPS', 'mps')),
      misread('something before the prefix', 'code_not_recognised', (text) => ` ${text}`),
      misread('another kind of QR', 'code_not_recognised', () => 'https://example.com/pay?to=MPS1:'),
    ]),
  }
}

if (import.meta.main) {
  const text = JSON.stringify(await makePaymentCodeVectors(), null, 2)
  writeFileSync(new URL('payment-codes.json', import.meta.url), `${text}\n`)
}
