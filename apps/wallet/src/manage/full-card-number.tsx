import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** The whole number, for binding the card elsewhere; hidden until asked for, because people look over shoulders. */
export function FullCardNumber({ cardNo }: { cardNo: string }) {
  const { t } = useTranslation()
  const [isShown, setShown] = useState(false)
  const groups = cardNo.replace(/(\d{4})(?=\d)/g, '$1 ')
  return (
    <div className="panel number-panel">
      <div>
        <h2>{t('manage.number')}</h2>
        <output className="card-number-text">{isShown ? groups : `•••• •••• •••• ${cardNo.slice(-4)}`}</output>
      </div>
      <button type="button" className="plain-button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {t(isShown ? 'manage.hide' : 'manage.show')}
      </button>
    </div>
  )
}
