import { useTranslation } from 'react-i18next'
import { useConfig, useDeviceLog } from '../app/log-context.ts'
import { useLive, useNowMs } from '../app/use-live.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { secondsOf, useDuration } from '../components/relative-time.ts'
import { useClockTime } from './clock-time.ts'
import { type Readiness, READINESS_POINTS, type ReadinessPoint, type ReadinessReport, usableKeys } from './readiness.ts'

const LOOKS: Record<Readiness, { icon: 'check' | 'warning' | 'cross'; tone: string }> = {
  ready: { icon: 'check', tone: 'good' },
  weak: { icon: 'warning', tone: 'warn' },
  missing: { icon: 'cross', tone: 'bad' },
}

/** Everything that selling without the network rests on, point by point, before it is needed. */
export function ReadinessPanel({ report }: { report: ReadinessReport }) {
  const { t } = useTranslation()
  const { merchant } = useConfig()
  const clockTime = useClockTime(merchant.timeZone)
  const detail = useDetails()
  const { untilMs, limit, points } = report
  return (
    <>
      <p className={untilMs === null ? 'error' : undefined}>
        {untilMs !== null && t('readiness.untilWords', { time: clockTime(untilMs) })}
        {untilMs === null && (limit === null ? t('readiness.notWords') : t(`offlineLimit.${limit}`))}
      </p>
      <ul className="readiness">
        {READINESS_POINTS.map((point) => (
          <li key={point}>
            <span className={`state tone-${LOOKS[points[point]].tone}`}>
              <Icon name={LOOKS[points[point]].icon} />
              <span className="visually-hidden">{t(`readiness.state.${points[point]}`)}</span>
            </span>
            <span>
              <strong>{t(`readiness.point.${point}`)}</strong>
              {points[point] !== 'ready' && <span className="readiness-advice">{t(`readiness.advice.${point}`)}</span>}
            </span>
            <span className="soft">{detail(point)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What is known of each point, as a manager would ask for it. */
function useDetails(): (point: ReadinessPoint) => React.ReactNode {
  const { t } = useTranslation()
  const log = useDeviceLog()
  const config = useConfig()
  const duration = useDuration()
  const { ageS } = useLive(log.config)
  const { offsetMs } = useLive(log.clock)
  const { charges, sumMinor } = useLive(log.queue)
  const { freeBytes } = useLive(log.storage)
  const nowMs = useNowMs(5000)
  const age = ageS === null ? t('config.unknown') : t('config.age', { age: duration(ageS) })
  const { policy, currency, roster, revokedCodes } = config
  const details: Partial<Record<ReadinessPoint, () => React.ReactNode>> = {
    rules: () => age,
    keys: () => t('readiness.keys', { count: usableKeys(config, nowMs).length }),
    denylist: () => t('readiness.denied', { count: revokedCodes.length }),
    people: () => t('readiness.people', { count: roster.filter(({ pinHash }) => pinHash !== null).length }),
    clock: () => (offsetMs === null ? t('settings.clockUnknown') : t('settings.clockOffset', { seconds: secondsOf(offsetMs) })),
    room: () => (
      <>
        {t('readiness.sales', { count: Math.max(0, policy.offlineMaxCount - charges) })}{' '}
        <Money minor={Math.max(0, policy.offlineMaxSum - sumMinor)} currency={currency} />
      </>
    ),
    disk: () => (freeBytes === null ? '' : t('readiness.free', { size: Math.floor(freeBytes / 2 ** 20) })),
  }
  return (point) => details[point]?.() ?? ''
}
