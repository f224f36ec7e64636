import type { PaymentMethod } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Money } from '../components/money.tsx'
import { personName } from '../receipt/receipt-facts.ts'
import type { DayBreakdown, Share } from './day-breakdown.ts'
import { HourChart } from './hour-chart.tsx'

/** The day's settled sales by hour, cashier and method. */
export function BreakdownPanel({ breakdown }: { breakdown: DayBreakdown }) {
  const { t } = useTranslation()
  const config = useConfig()
  if (breakdown.hours.length === 0) return null
  return (
    <div className="day-parts">
      <section className="panel shift-list" aria-label={t('day.byHour')}>
        <h2>{t('day.byHour')}</h2>
        <HourChart hours={breakdown.hours} />
      </section>
      <section className="panel shift-list" aria-label={t('day.byCashier')}>
        <h2>{t('day.byCashier')}</h2>
        <Shares shares={breakdown.cashiers} nameOf={(userId) => personName(userId, { config })} />
      </section>
      <section className="panel shift-list" aria-label={t('day.byMethod')}>
        <h2>{t('day.byMethod')}</h2>
        <Shares shares={breakdown.methods} nameOf={(method) => t(`method.${method as PaymentMethod}`)} />
      </section>
    </div>
  )
}

function Shares({ shares, nameOf }: { shares: readonly Share<string>[]; nameOf: (key: string) => string }) {
  return (
    <dl className="facts">
      {shares.map(({ key, count, net }) => (
        <div key={key}>
          <dt>
            {nameOf(key)} <span className="money">({count})</span>
          </dt>
          <dd>
            <Money minor={net} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
