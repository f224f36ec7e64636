import { formatAmount } from '@mps/shared'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { useCharge } from '../charge/charge-store.ts'
import { Icon } from '../components/icon.tsx'
import { useSettings } from '../settings/settings-store.ts'
import { LESSON_CUT_OFF, LESSON_DECLINED } from './training-outcomes.ts'
import { leaveTraining, useTraining } from './training-store.ts'

/** Over every screen of a lesson: that it is one, how to see the other endings, and the way out. */
export function TrainingBanner() {
  const { t } = useTranslation()
  const log = useLog()
  const locale = useSettings((settings) => settings.locale)
  const isOn = useTraining((state) => state.isOn)
  if (!isOn) return null

  function takeCard(): void {
    const scannedAt = log.now()
    const expiresAtMs = Date.parse(scannedAt) + 15 * 60_000
    const text = `TRAINING ${scannedAt}`
    const card = { text, hash: text, scannedAt, cardNo: '0000000000000000', expiresAtMs }
    useCharge.getState().take({ ...card, cardType: 'standard', discountPermille: 950 }, true)
  }

  return (
    <section className="banner banner-training" aria-label={t('training.title')}>
      <Icon name="warning" />
      <strong>{t('training.on')}</strong>
      <span className="training-words">
        {t('training.words', { declined: formatAmount(LESSON_DECLINED, locale), cutOff: formatAmount(LESSON_CUT_OFF, locale) })}
      </span>
      <button type="button" className="button" onClick={takeCard}>
        {t('training.card')}
      </button>
      <button type="button" className="button" onClick={leaveTraining}>
        {t('training.leave')}
      </button>
    </section>
  )
}
