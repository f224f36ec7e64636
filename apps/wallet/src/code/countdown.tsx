import { useTranslation } from 'react-i18next'
import { countdownText } from './countdown-text.ts'
import type { HeldCode } from './held-code.ts'
import { useRemaining } from './use-remaining.ts'

/** What is left of a code's life, as a time and as a bar. A timer is silent for screen readers until it is asked. */
export function Countdown({ code, isOffline }: { code: HeldCode; isOffline: boolean }) {
  const { t } = useTranslation()
  const remainingMs = useRemaining(code.expiresAtMs)
  const share = Math.min(1, remainingMs / (code.expiresAtMs - code.validFromMs))
  return (
    <div className="countdown">
      <p>
        {t(isOffline ? 'code.remaining_offline' : 'code.remaining')}{' '}
        <span className="countdown-time" role="timer">
          {countdownText(remainingMs)}
        </span>
      </p>
      <div className="countdown-bar" aria-hidden="true">
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
    </div>
  )
}
