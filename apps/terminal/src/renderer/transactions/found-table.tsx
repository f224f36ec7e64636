import { useTranslation } from 'react-i18next'
import { useConfig, useIsOffline } from '../app/log-context.ts'
import { OUTCOME_LOOKS } from '../charge/outcome-looks.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { useTimeOfDay } from '../components/relative-time.ts'
import type { DisplayState } from '../log/index.ts'
import { EntryReceipt } from '../receipt/entry-receipt-dialog.tsx'
import { TransactionReceipt } from './transaction-receipt.tsx'
import { type Found, refundable } from './find-transactions.ts'

/** What was found, with what may be done about it. */
export function FoundTable({ found, onRefund }: { found: readonly Found[]; onRefund: (found: Found) => void }) {
  const { t } = useTranslation()
  return (
    // The body scrolls, so it must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region without focus cannot be scrolled by keyboard
    <section className="table-scroll" tabIndex={0} aria-labelledby="transactions-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('log.time')}</th>
            <th scope="col">{t('outcome.txNo')}</th>
            <th scope="col">{t('transactions.card')}</th>
            <th scope="col" className="right">
              {t('log.amount')}
            </th>
            <th scope="col">{t('log.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('log.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <FoundRow key={one.key} found={one} onRefund={onRefund} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function FoundRow({ found, onRefund }: { found: Found; onRefund: (found: Found) => void }) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const timeOfDay = useTimeOfDay(useConfig().merchant.timeZone)
  const number = found.txNo ?? (found.entry ? `${found.entry.epoch}-${found.entry.seq}` : '')
  return (
    <tr>
      <td className="money">{timeOfDay(found.at)}</td>
      <th scope="row" className="money tx-no">
        {number}
      </th>
      <td className="money">{found.cardSuffix === null ? '' : `…${found.cardSuffix}`}</td>
      <td className="right">
        <Money minor={found.type === 'refund' ? -found.final : found.final} />
      </td>
      <td>
        <FoundState found={found} />
      </td>
      <td className="right">
        <div className="row-actions">
          {found.entry ? <EntryReceipt entry={found.entry} /> : <TransactionReceipt found={found} />}
          {refundable(found) > 0 && (
            <button
              type="button"
              className="button"
              disabled={isOffline}
              aria-label={t('refund.title', { number })}
              onClick={() => onRefund(found)}
            >
              {t('refund.open')}
            </button>
          )}
        </div>
      </td>
    </tr>
  )
}

/** The server's state where it was asked, else what the log shows. */
function FoundState({ found }: { found: Found }) {
  const { t } = useTranslation()
  const { tone, icon } = OUTCOME_LOOKS[looksOf(found)]
  return (
    <span className={`state tone-${tone}`}>
      <Icon name={icon} />
      {wordsOf(t, found)}
    </span>
  )
}

function looksOf({ transaction, entry, refunded }: Found): DisplayState {
  if (!transaction) return entry?.display ?? 'noted'
  if (transaction.status === 'failed') return 'declined'
  if (transaction.status === 'refunded' || refunded > 0) return 'voided'
  return transaction.status === 'completed' ? 'paid' : 'waiting'
}

function wordsOf(t: ReturnType<typeof useTranslation>['t'], found: Found): string {
  const { transaction, entry, refunded, type } = found
  if (!transaction) return entry ? t(`display.${entry.display}`) : ''
  if (transaction.status === 'failed') return t('display.declined')
  if (transaction.status === 'refunded') return t('transactions.refunded')
  if (refunded > 0) return t('transactions.partlyRefunded')
  return type === 'payment' ? t('display.paid') : t(`receipt.title.${type}`)
}
