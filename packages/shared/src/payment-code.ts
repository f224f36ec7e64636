import { decodeBase32, encodeBase32 } from './base32.ts'
import { CardNo, type CardType, hasValidCheckDigit } from './card-number.ts'
import { sha256Hex } from './ids.ts'

/** What a payment code says (protocol.md, Payment code). Times are seconds since the epoch, money is in minor units. */
export type PaymentCodeFields = {
  keyId: number
  cardNo: string
  validFromS: number
  ttlS: number
  discountPermille: number
  cardType: CardType
  offlineLimitMinor: number
  /** 128 random bits: nobody guesses a code, so its SHA-256 identifies it. */
  secret: Uint8Array
}

/** A code taken apart; its signature is not yet verified. */
export type DecodedPaymentCode = PaymentCodeFields & {
  text: string
  signedBytes: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}

export type CodeFault =
  | 'code_not_recognised' // not one of ours, or damaged
  | 'code_version_unsupported' // ours, of a later format
  | 'code_key_unknown' // signed with a key this device has not been given
  | 'code_forged'
  | 'code_not_yet_valid'
  | 'code_expired'

export type CodeCheck = { ok: true; code: DecodedPaymentCode } | { ok: false; fault: CodeFault }

export const CODE_PREFIX = 'MPS1:'
export const CODE_VERSION = 1
/** Clocks may differ by this much before a code counts as expired or not yet valid (domain.md, step 8). */
export const CODE_TOLERANCE_S = 120
const FIELDS_LENGTH = 40
const SECRET_LENGTH = 16
const SIGNATURE_LENGTH = 64
const CARD_TYPES: readonly CardType[] = ['standard', 'prepaid', 'corporate', 'voucher']
// Keeps a signature over a code from being one over anything else.
const DOMAIN = new TextEncoder().encode('MPS payment code v1\n')

/** The bytes that a code's signature covers: the domain-separation prefix and every field. */
function signedBytesOf(fields: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DOMAIN.length + fields.length)
  bytes.set(DOMAIN)
  bytes.set(fields, DOMAIN.length)
  return bytes
}

function isUint(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits
}

/** Whether every field fits its place: a DataView would cut a number that is too large without a word. */
function fitsLayout(fields: PaymentCodeFields): boolean {
  return (
    isUint(fields.keyId, 8) &&
    isUint(fields.validFromS, 32) &&
    isUint(fields.ttlS, 16) &&
    isUint(fields.discountPermille, 16) &&
    fields.discountPermille <= 1000 &&
    isUint(fields.offlineLimitMinor, 32) &&
    CARD_TYPES.includes(fields.cardType) &&
    CardNo.safeParse(fields.cardNo).success &&
    fields.secret.length === SECRET_LENGTH
  )
}

/** Lays the fields out in the order of protocol.md, big-endian. */
function packFields(fields: PaymentCodeFields): Uint8Array {
  const bytes = new Uint8Array(FIELDS_LENGTH)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, CODE_VERSION)
  view.setUint8(1, 0)
  view.setUint8(2, fields.keyId)
  view.setBigUint64(3, BigInt(fields.cardNo))
  view.setUint32(11, fields.validFromS)
  view.setUint16(15, fields.ttlS)
  view.setUint16(17, fields.discountPermille)
  view.setUint8(19, CARD_TYPES.indexOf(fields.cardType))
  view.setUint32(20, fields.offlineLimitMinor)
  bytes.set(fields.secret, 24)
  return bytes
}

/**
 * Makes a signed code.
 * @param sign Ed25519 over the bytes it is given, 64 bytes back
 * @throws RangeError when a field does not fit the format, or the signature is not 64 bytes
 */
export async function encodePaymentCode(
  fields: PaymentCodeFields,
  sign: (message: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>,
): Promise<string> {
  if (!fitsLayout(fields)) throw new RangeError('a field does not fit the payment code')
  const packed = packFields(fields)
  const signature = await sign(signedBytesOf(packed))
  if (signature.length !== SIGNATURE_LENGTH) throw new RangeError('an Ed25519 signature has 64 bytes')
  const whole = new Uint8Array(packed.length + SIGNATURE_LENGTH)
  whole.set(packed)
  whole.set(signature, packed.length)
  return CODE_PREFIX + encodeBase32(whole)
}

/** Takes a scanned text apart without judging its signature or its time. */
export function decodePaymentCode(text: string): CodeCheck {
  if (!text.startsWith(CODE_PREFIX)) return { ok: false, fault: laterVersion(text) }
  const bytes = decodeBase32(text.slice(CODE_PREFIX.length))
  if (!bytes || bytes.length < 1) return { ok: false, fault: 'code_not_recognised' }
  if (bytes[0] !== CODE_VERSION) return { ok: false, fault: 'code_version_unsupported' }
  if (bytes.length !== FIELDS_LENGTH + SIGNATURE_LENGTH) return { ok: false, fault: 'code_not_recognised' }
  const view = new DataView(bytes.buffer)
  const cardNo = String(view.getBigUint64(3)).padStart(16, '0')
  const cardType = CARD_TYPES[view.getUint8(19)]
  const discountPermille = view.getUint16(17)
  if (!cardType || discountPermille > 1000 || cardNo.length !== 16 || !hasValidCheckDigit(cardNo))
    return { ok: false, fault: 'code_not_recognised' }
  const code = {
    text,
    keyId: view.getUint8(2),
    cardNo,
    validFromS: view.getUint32(11),
    ttlS: view.getUint16(15),
    discountPermille,
    cardType,
    offlineLimitMinor: view.getUint32(20),
    secret: bytes.slice(24, FIELDS_LENGTH),
    signedBytes: signedBytesOf(bytes.subarray(0, FIELDS_LENGTH)),
    signature: bytes.slice(FIELDS_LENGTH),
  }
  return { ok: true, code }
}

function laterVersion(text: string): CodeFault {
  return /^MPS\d+:/.test(text) ? 'code_version_unsupported' : 'code_not_recognised'
}

/**
 * Whether a code is genuine and alive, as a terminal without a network and the server both judge it.
 * @param verify Ed25519 verification with the platform key of that id; null when the id is unknown
 * @param nowS the server's time as well as this device knows it, in seconds
 */
export async function checkPaymentCode(
  text: string,
  verify: (keyId: number, message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean | null>,
  nowS: number,
): Promise<CodeCheck> {
  const decoded = decodePaymentCode(text)
  if (!decoded.ok) return decoded
  const { code } = decoded
  const genuine = await verify(code.keyId, code.signedBytes, code.signature)
  if (genuine === null) return { ok: false, fault: 'code_key_unknown' }
  if (!genuine) return { ok: false, fault: 'code_forged' }
  if (nowS < code.validFromS - CODE_TOLERANCE_S) return { ok: false, fault: 'code_not_yet_valid' }
  if (nowS > code.validFromS + code.ttlS + CODE_TOLERANCE_S) return { ok: false, fault: 'code_expired' }
  return { ok: true, code }
}

/** The name a code has everywhere but on the phone: the SHA-256 of its whole text, in hexadecimal. */
export function paymentCodeHash(text: string): Promise<string> {
  return sha256Hex(text)
}
