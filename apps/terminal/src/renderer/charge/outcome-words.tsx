import type { ChargeBody, TerminalConfig } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { Money } from '../components/money.tsx'
import { useTimeOfDay } from '../components/relative-time.ts'
import type { LogEntry } from '../log/index.ts'

type OutcomeWordsProps = { entry: LogEntry; charge: ChargeBody; config: TerminalConfig; isRecovered: boolean }

/** The amount, and what a cashier says and does next. Never a balance, nor why a member is blocked. */
export function OutcomeWords({ entry, charge, config, isRecovered }: OutcomeWordsProps) {
  const { t } = useTranslation()
  const timeOfDay = useTimeOfDay(config.merchant.timeZone)
  const settled = entry.outcome?.state === 'settled' ? entry.outcome : null
  return (
    <>
      {isRecovered && <p className="outcome-recovered">{t('recovery.words', { time: timeOfDay(charge.recordedAt) })}</p>}
      <p className="outcome-amount">
        <Money minor={settled?.final ?? charge.quoted.final} currency={config.currency} />
      </p>
      <NextWords entry={entry} />
      <dl className="outcome-facts">
        {settled && (
          <div>
            <dt>{t('outcome.points')}</dt>
            <dd>+{settled.points}</dd>
          </div>
        )}
        {settled && (
          <div>
            <dt>{t('outcome.txNo')}</dt>
            <dd className="money">{settled.txNo}</dd>
          </div>
        )}
        <div>
          <dt>{t('outcome.seq')}</dt>
          <dd className="money">
            {entry.epoch}-{entry.seq}
          </dd>
        </div>
      </dl>
    </>
  )
}

function NextWords({ entry }: { entry: LogEntry }) {
  const { t } = useTranslation()
  if (entry.outcome?.state === 'declined') return <p className="outcome-next">{t(`nextStep.${entry.outcome.next}`)}</p>
  switch (entry.display) {
    case 'recorded_not_settled':
    case 'waiting':
    case 'voiding':
    case 'voided':
    case 'needs_manager':
      return <p className="outcome-next">{t(`displayNext.${entry.display}`)}</p>
    default:
      return null
  }
}
