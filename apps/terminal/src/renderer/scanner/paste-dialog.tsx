import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../components/dialog.tsx'

type PasteDialogProps = { onText: (text: string) => void; onClose: () => void }

/** Takes a code as text, for a hand scanner that types into fields and for a code that was sent to the till. */
export function PasteDialog({ onText, onClose }: PasteDialogProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!text.trim()) return
    onText(text.trim())
    onClose()
  }

  return (
    <Dialog title={t('paste.title')} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit}>
        <label className="field">
          <span>{t('paste.label')}</span>
          <textarea rows={4} value={text} spellCheck={false} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        </label>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={!text.trim()}>
            {t('paste.use')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
