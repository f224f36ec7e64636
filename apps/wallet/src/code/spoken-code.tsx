import { useTranslation } from 'react-i18next'

type Props = { cardNo: string; digits: string }

const inFours = (digits: string) => digits.replace(/(\d{4})(?=\d)/g, '$1 ')

/** The code as two numbers, for a till that has to type it. Hidden until asked for, because the whole card number stands in it. */
export function SpokenCode({ cardNo, digits }: Props) {
  const { t } = useTranslation()
  return (
    <details className="offline-facts spoken-code">
      <summary>{t('code.spoken')}</summary>
      <p>{t('code.spoken_text')}</p>
      <dl>
        <dt>{t('code.spoken_card')}</dt>
        <dd>{inFours(cardNo)}</dd>
        <dt>{t('code.spoken_digits')}</dt>
        <dd>{inFours(digits)}</dd>
      </dl>
    </details>
  )
}
