import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { decodePaymentCode, encodePaymentCode } from '@mps/shared'
import fc from 'fast-check'
import type { ScannedCode } from '../support/till.ts'

/** A code as somebody would make it who has seen genuine ones and holds no key of the platform. */
export type Forgery = (genuine: readonly string[]) => Promise<string>

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const attacker = generateKeyPairSync('ed25519').privateKey
const forge = (message: Uint8Array) => sign(null, message, attacker)

export const forgeries: fc.Arbitrary<{ name: string; make: Forgery }> = fc
  .record({
    name: fc.constantFrom(
      'flipped',
      'cut',
      'longer',
      'lower case',
      'spliced',
      'signed by a stranger',
      'richer',
      'noise',
      'spaces',
      'no prefix',
    ),
    pick: fc.nat(),
    at: fc.nat(),
    seed: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ name, pick, at, seed }) => ({ name, make: (genuine) => made(name, genuine[pick % genuine.length] ?? '', genuine, at, seed) }))

async function made(name: string, code: string, genuine: readonly string[], at: number, seed: number): Promise<string> {
  const place = 5 + (at % (code.length - 5))
  const other = genuine[(at + seed) % genuine.length] ?? code
  if (name === 'flipped') return code.slice(0, place) + rotated(code[place] ?? 'A', seed) + code.slice(place + 1)
  if (name === 'cut') return code.slice(0, Math.max(6, place - 1))
  if (name === 'longer') return code + ALPHABET.slice(0, seed)
  if (name === 'lower case') return `MPS1:${code.slice(5, place)}${code.slice(place).toLowerCase()}`.replace(/[A-Z](?=[^A-Z]*$)/, 'a')
  if (name === 'spliced') return other === code ? `${code}A` : code.slice(0, place) + other.slice(place)
  if (name === 'signed by a stranger' || name === 'richer') return resigned(code, name === 'richer', seed)
  if (name === 'spaces') return `${code.slice(0, place)} ${code.slice(place)}`
  if (name === 'no prefix') return code.slice(5)
  return `MPS1:${Array.from(randomBytes(160), (byte) => ALPHABET[byte % 32]).join('')}`
}

function rotated(letter: string, by: number): string {
  return ALPHABET[(ALPHABET.indexOf(letter) + by) % 32] ?? 'A'
}

/** All of a genuine code's fields, or better ones, under a signature that looks like one. */
async function resigned(code: string, richer: boolean, seed: number): Promise<string> {
  const read = decodePaymentCode(code)
  if (!read.ok) throw new Error('not a genuine code')
  const fields = { ...read.code, secret: randomBytes(16) }
  return encodePaymentCode(richer ? { ...fields, offlineLimitMinor: 9_999_99 + seed, discountPermille: seed } : fields, forge)
}

export function scanned(code: string, discount: number): ScannedCode {
  return { code, codeHash: createHash('sha256').update(code).digest('hex'), discount }
}
