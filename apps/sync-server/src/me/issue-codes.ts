import { randomBytes } from 'node:crypto'
import { type CardType, encodePaymentCode, type IssueCodesResponse, paymentCodeHash } from '@mps/shared'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { errorCodeOf } from '../db/error-codes.ts'
import { minorFromNumeric } from '../db/numeric.ts'
import { asMember } from '../db/transactions.ts'
import { typedDigits } from '../terminals/typed-digits.ts'

type Issued = IssueCodesResponse['codes'][number]

/** What `app.quote_card_qr` says a code for this card would carry now. */
export type Quote = { card_no: string; card_type: CardType; discount: string; permille: number; offline_limit: string; ttl_s: number }

/** The card changed between quote and storing. */
const QUOTE_CHANGED = 'MP011'
const MAX_ATTEMPTS = 3

/**
 * Issues signed codes of a card to a member: the first starts now, each other when the one before it ends. The plain codes leave in the
 * answer and exist nowhere else; the database holds their hashes.
 */
export async function issueCodes(ctx: Context, memberId: string, cardId: string, count: number): Promise<IssueCodesResponse> {
  const codes = await withFreshQuote(() => asMember(ctx, memberId, (client) => quoteSignStore(ctx, client, cardId, count)))
  return { codes, serverTime: new Date().toISOString() }
}

/** Asks again where a charge moved balance or level in between. */
async function withFreshQuote<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      if (errorCodeOf(error) !== QUOTE_CHANGED || attempts === MAX_ATTEMPTS) throw error
    }
  }
}

async function quoteSignStore(ctx: Context, client: pg.PoolClient, cardId: string, count: number): Promise<Issued[]> {
  const { rows } = await client.query<Quote>('select q.*, (q.discount * 1000)::int as permille from app.quote_card_qr($1) q', [cardId])
  const quote = rows[0]
  if (!quote) throw new Error('app.quote_card_qr gave no row')
  const firstS = Math.floor(Date.now() / 1000)
  const codes = await Promise.all(Array.from({ length: count }, (_, i) => signCode(ctx, quote, firstS + i * quote.ttl_s)))
  await client.query('select app.rotate_card_qr($1, $2, $3, $4, $5, $6)', [
    cardId,
    codes.map(({ codeHash }) => Buffer.from(codeHash, 'hex')),
    codes.map(() => quote.discount),
    codes.map(() => quote.offline_limit),
    codes.map(({ validFrom }) => validFrom),
    codes.map(({ expiresAt }) => expiresAt),
  ])
  return codes
}

export async function signCode(ctx: Context, quote: Quote, validFromS: number): Promise<Issued> {
  const { keyId, sign } = ctx.keys.codeSigningKey()
  const offlineLimit = minorFromNumeric(quote.offline_limit)
  const fields = {
    keyId,
    cardNo: quote.card_no,
    validFromS,
    ttlS: quote.ttl_s,
    discountPermille: quote.permille,
    cardType: quote.card_type,
    offlineLimitMinor: offlineLimit,
    secret: randomBytes(16),
  }
  const code = await encodePaymentCode(fields, sign)
  const codeHash = await paymentCodeHash(code)
  return {
    code,
    codeHash,
    digits: typedDigits(ctx.keys, quote.card_no, codeHash),
    validFrom: new Date(validFromS * 1000).toISOString(),
    expiresAt: new Date((validFromS + quote.ttl_s) * 1000).toISOString(),
    discount: quote.permille,
    offlineLimit,
  }
}
