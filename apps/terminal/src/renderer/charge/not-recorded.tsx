import { useTranslation } from 'react-i18next'
import type { LogErrorCode } from '../log/index.ts'
import { OutcomeFrame } from './outcome-frame.tsx'
import { notRecordedWords } from './not-recorded-words.ts'

type NotRecordedProps = { error: LogErrorCode | 'unexpected'; onAgain: () => void; onBack: () => void }

/** The log did not take the charge, so it was not made. Trying again sends the same draft: the same id, never a second charge. */
export function NotRecorded({ error, onAgain, onBack }: NotRecordedProps) {
  const { t } = useTranslation()
  return (
    <OutcomeFrame
      tone="bad"
      icon="cross"
      title={t('notRecorded.title')}
      actions={
        <>
          <button type="button" className="button button-large" onClick={onBack}>
            {t('notRecorded.back')}
          </button>
          <button type="button" className="button button-primary button-large" onClick={onAgain}>
            {t('notRecorded.again')}
          </button>
        </>
      }
    >
      <p>{t(`notRecorded.${notRecordedWords(error)}`)}</p>
    </OutcomeFrame>
  )
}
