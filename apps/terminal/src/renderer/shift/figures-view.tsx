import type { ShiftFigures } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { Icon, type IconName } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import type { Tone } from '../charge/outcome-frame.tsx'
import { CASH_PARTS, FIGURE_PARTS } from '../receipt/shift-receipt.ts'

const LEADING = [
  { part: 'settled', tone: 'good', icon: 'check' },
  { part: 'unsettled', tone: 'warn', icon: 'clock' },
  { part: 'lateDeclined', tone: 'bad', icon: 'cross' },
] as const satisfies readonly { part: keyof ShiftFigures; tone: Tone; icon: IconName }[]
const OTHERS = FIGURE_PARTS.filter((part) => !LEADING.some((leading) => leading.part === part))

/** A shift in figures: three sums that are never added together, the rest in lists. */
export function FiguresView({ figures }: { figures: ShiftFigures }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  return (
    <>
      <div className="totals-parts">
        {LEADING.map(({ part, tone, icon }) => (
          <section key={part} className={`panel totals-part tone-${tone}`} aria-label={t(`shift.figures.${part}`)}>
            <h2>
              <Icon name={icon} /> {t(`shift.figures.${part}`)}
            </h2>
            <p className="totals-net">
              <Money minor={figures[part].net} currency={currency} />
            </p>
            <p className="soft">{t('shift.entries', { count: figures[part].count })}</p>
          </section>
        ))}
      </div>
      <div className="shift-lists">
        <section className="panel shift-list" aria-label={t('shift.others')}>
          <h2>{t('shift.others')}</h2>
          <dl className="facts">
            {OTHERS.map((part) => (
              <div key={part}>
                <dt>
                  {t(`shift.figures.${part}`)} <span className="money">({figures[part].count})</span>
                </dt>
                <dd>
                  <Money minor={figures[part].net} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <CashList figures={figures} />
      </div>
    </>
  )
}

function CashList({ figures: { cash, drawerOpenings } }: { figures: ShiftFigures }) {
  const { t } = useTranslation()
  const { currency } = useConfig()
  return (
    <section className="panel shift-list" aria-label={t('shift.cash.title')}>
      <h2>{t('shift.cash.title')}</h2>
      <dl className="facts">
        {CASH_PARTS.map((part) => (
          <div key={part}>
            <dt>{t(`shift.cash.${part}`)}</dt>
            <dd>
              <Money minor={part === 'paidOut' || part === 'refunds' ? -cash[part] : cash[part]} />
            </dd>
          </div>
        ))}
        {drawerOpenings !== undefined && (
          <div>
            <dt>{t('shift.drawer.openings')}</dt>
            <dd className="money">{drawerOpenings}</dd>
          </div>
        )}
        <div className="facts-sum">
          <dt>{t('shift.expected')}</dt>
          <dd>
            <Money minor={cash.expected} currency={currency} />
          </dd>
        </div>
      </dl>
    </section>
  )
}
