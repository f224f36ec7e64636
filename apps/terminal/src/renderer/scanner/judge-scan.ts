import { checkPaymentCode, type CardType, type CodeFault, type DecodedPaymentCode, paymentCodeHash, type TerminalConfig } from '@mps/shared'
import type { CodeInHand } from '../log/index.ts'
import { codeVerifier } from './code-verifier.ts'

/** Why a scanned text is not taken: what the code itself shows, and what this terminal knows about it. */
export type ScanFault = CodeFault | 'code_revoked' | 'code_already_used'

/** A genuine, living and unspent code, with what the charge screen shows of it. */
export type AcceptedCode = {
  /** The scanned text; null for a code that was typed. */
  text: string | null
  hash: string
  scannedAt: string
  cardNo: string
  cardType: CardType
  discountPermille: number
  /** When it stops being alive, in milliseconds since the epoch. */
  expiresAtMs: number
}

/** How an entry names the code. */
export function inHand({ text, hash, cardNo }: AcceptedCode): CodeInHand {
  return text ?? { hash, typedCardNo: cardNo }
}

export type ScanVerdict = { ok: true; code: AcceptedCode } | { ok: false; fault: ScanFault }

type ScanFacts = {
  config: Pick<TerminalConfig, 'codeKeys' | 'revokedCodes' | 'codeUses'>
  /** The server's time as this device knows it, as an Instant. */
  scannedAt: string
  isSpentHere: (codeHash: string) => Promise<boolean>
}

/** Judges a scanned text without the network, by the rules that the server will judge it by again. */
export async function judgeScan(text: string, { config, scannedAt, isSpentHere }: ScanFacts): Promise<ScanVerdict> {
  const check = await checkPaymentCode(text, codeVerifier(config.codeKeys), Date.parse(scannedAt) / 1000)
  if (!check.ok) return check
  const codeHash = await paymentCodeHash(text)
  if (config.revokedCodes.includes(codeHash)) return { ok: false, fault: 'code_revoked' }
  if (config.codeUses === 'one' && (await isSpentHere(codeHash))) return { ok: false, fault: 'code_already_used' }
  return { ok: true, code: acceptedCode(check.code, codeHash, scannedAt) }
}

function acceptedCode(code: DecodedPaymentCode, hash: string, scannedAt: string): AcceptedCode {
  const { text, cardNo, cardType, discountPermille } = code
  return { text, hash, scannedAt, cardNo, cardType, discountPermille, expiresAtMs: (code.validFromS + code.ttlS) * 1000 }
}
