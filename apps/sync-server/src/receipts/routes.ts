import { type ReceiptKey, readReceiptToken } from '@mps/shared'
import { type Request, Router } from 'express'
import type { Context } from '../context.ts'
import { asServer } from '../db/transactions.ts'
import { perMinute } from '../http/rate-limit.ts'
import { RECEIPT_POLICY, type ReceiptFacts, receiptPage } from './receipt-page.ts'
import type { ReceiptLocale } from './words.ts'

/** More than people look up, and little for who tries links at random. */
const LOOKS_PER_MINUTE = 120

/** The page behind the code on a receipt: how that sale stands now, for whoever holds the paper. */
export function receiptsRouter(ctx: Context): Router {
  const router = Router()
  router.get('/:token', perMinute(ctx, 'receipt', LOOKS_PER_MINUTE), async (req, res) => {
    const key = readReceiptToken(String(req.params['token']))
    const facts = key && (await readReceipt(ctx, key))
    res.setHeader('Content-Security-Policy', RECEIPT_POLICY)
    res.setHeader('Cache-Control', 'no-store')
    res.setHeader('X-Robots-Tag', 'noindex')
    res.vary('Accept-Language')
    res
      .status(facts ? 200 : 404)
      .type('html')
      .send(receiptPage(facts, localeOf(req)))
  })
  return router
}

function readReceipt(ctx: Context, { entryId, hashPrefix }: ReceiptKey): Promise<ReceiptFacts | null> {
  return asServer(ctx, async (client) => {
    const { rows } = await client.query<{ receipt: ReceiptFacts | null }>("select app.receipt($1, decode($2, 'hex')) as receipt", [
      entryId,
      hashPrefix,
    ])
    return rows[0]?.receipt ?? null
  })
}

function localeOf(req: Request): ReceiptLocale {
  const { lang } = req.query
  if (lang === 'en' || lang === 'zh-Hant') return lang
  return req.acceptsLanguages('zh', 'en') === 'zh' ? 'zh-Hant' : 'en'
}
