import { useTranslation } from 'react-i18next'
import { BackLink } from '../components/back-link.tsx'
import { FaultNote } from '../components/fault-note.tsx'

/** An address that names no card of this member: an old bookmark, or a card that was taken back. */
export function UnknownCard() {
  const { t } = useTranslation()
  return (
    <>
      <BackLink to={{ screen: 'cards' }}>{t('cards.back')}</BackLink>
      <FaultNote fault={{ kind: 'problem', code: 'not_found', status: 404, requestId: '', retryAfterMs: 0 }} text={t('cards.unknown')} />
    </>
  )
}
