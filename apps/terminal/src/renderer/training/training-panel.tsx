import { useTranslation } from 'react-i18next'
import { useCharge } from '../charge/charge-store.ts'
import { enterTraining, useTraining } from './training-store.ts'

/** The way into a lesson. */
export function TrainingPanel() {
  const { t } = useTranslation()
  const isOn = useTraining((state) => state.isOn)
  const isSelling = useCharge(({ step }) => step.at !== 'drafting')
  return (
    <section className="panel settings-part">
      <h2>{t('training.title')}</h2>
      <p className="soft">{t('training.about')}</p>
      <div className="actions">
        <button type="button" className="button" disabled={isOn || isSelling} onClick={enterTraining}>
          {t('training.enter')}
        </button>
      </div>
    </section>
  )
}
