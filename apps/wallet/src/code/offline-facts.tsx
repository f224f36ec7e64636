import { useTranslation } from 'react-i18next'
import { moneyText } from '../components/money-text.ts'
import { clockText } from '../components/time-text.ts'
import type { LiveCode } from './code-keeper.ts'
import type { HeldCode } from './held-code.ts'

type Props = { live: LiveCode; shown: HeldCode; isOffline: boolean; currency: string }

/** What this phone can do without a network, and the limits of it: open where the network is away, folded where it is not. */
export function OfflineFacts({ live, shown, isOffline, currency }: Props) {
  const { t, i18n } = useTranslation()
  const time = (atMs: number) => clockText(atMs, i18n.language)
  const until = live.readyUntilMs ?? shown.expiresAtMs
  const limit = moneyText(shown.offlineLimitMinor, currency, i18n.language)
  return (
    // The key opens it when the network goes, and leaves it to the member otherwise.
    <details key={String(isOffline)} className="offline-facts" open={isOffline}>
      <summary>{t('code.ready_until', { time: time(until) })}</summary>
      <ul>
        <li>{t('code.fact_ends', { time: time(shown.expiresAtMs) })}</li>
        <li>{live.spares > 0 ? t('code.fact_spares', { spares: live.spares, time: time(until) }) : t('code.fact_no_spares')}</li>
        <li>{t('code.fact_once')}</li>
        <li>{shown.offlineLimitMinor > 0 ? t('code.fact_limit', { limit }) : t('code.fact_no_limit')}</li>
      </ul>
    </details>
  )
}
