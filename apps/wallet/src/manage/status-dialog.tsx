import type { MemberCard } from '@mps/shared/me'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'

export type StatusChange = 'freeze' | 'unfreeze' | 'lost'

type Props = { card: MemberCard; change: StatusChange; onClose: () => void }

/** Freezing, thawing and losing a card, each said in plain words before it is done. */
export function StatusDialog({ card, change, onClose }: Props) {
  const { t } = useTranslation()
  const { api, refresh } = useWallet()
  const action = useAction()
  const confirm = async () => {
    const worked = await action.run(() => api.changeCardStatus(card.id, change))
    if (!worked) return
    await refresh()
    onClose()
  }
  return (
    <ConfirmDialog
      title={t(`manage.${change}_title`)}
      confirm={t(`manage.${change}_confirm`)}
      isGrave={change === 'lost'}
      action={action}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t(`manage.${change}_text`)}</p>
    </ConfirmDialog>
  )
}
