import { formatAmount } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useSettings } from '../settings/settings-store.ts'
import type { Share } from './day-breakdown.ts'

const HEIGHT = 120
const BAR = 28
const GAP = 12
const LABEL = 24

/** Sales by the hour as bars; to a screen reader the table beneath them. */
export function HourChart({ hours }: { hours: readonly Share<number>[] }) {
  const { t } = useTranslation()
  const locale = useSettings((settings) => settings.locale)
  const most = Math.max(1, ...hours.map(({ net }) => net))
  const width = Math.max(hours.length, 6) * (BAR + GAP)
  return (
    <figure className="hour-chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT + LABEL}`} aria-hidden="true" focusable="false">
        {hours.map(({ key, net }, i) => {
          const height = Math.round((net / most) * HEIGHT)
          const x = i * (BAR + GAP) + GAP / 2
          return (
            <g key={key}>
              <rect x={x} y={HEIGHT - height} width={BAR} height={height} rx={4} />
              <text x={x + BAR / 2} y={HEIGHT + LABEL - 6}>
                {key}
              </text>
            </g>
          )
        })}
        <line x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <table className="visually-hidden">
        <caption>{t('day.byHour')}</caption>
        <tbody>
          {hours.map(({ key, count, net }) => (
            <tr key={key}>
              <th scope="row">{key}:00</th>
              <td>{count}</td>
              <td>{formatAmount(net, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
