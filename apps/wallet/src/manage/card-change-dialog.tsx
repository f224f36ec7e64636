import type { MemberCard } from '@mps/shared/me'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatusChange, WalletApi } from '../api/wallet-api.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { useAction } from '../components/use-action.ts'
import { go, type Route } from '../shell/route.ts'
import { useWallet } from '../shell/wallet-context.ts'

export type CardChange = StatusChange | 'replace' | 'leave'

type Props = { card: MemberCard; change: CardChange; onClose: () => void }

/** What other people notice at once, said in plain words before it is done. */
export function CardChangeDialog({ card, change, onClose }: Props) {
  const { t } = useTranslation()
  const { api, refresh, session } = useWallet()
  const myId = useSyncExternalStore(session.subscribe, session.snapshot).session?.member.id ?? ''
  const action = useAction()
  const confirm = async () => {
    const worked = await action.run(async () => {
      const next = await CHANGES[change](api, card.id, myId)
      await refresh()
      if (next) go(next)
    })
    if (worked) onClose()
  }
  return (
    <ConfirmDialog
      title={t(`manage.${change}_title`)}
      confirm={t(`manage.${change}_confirm`)}
      isGrave={change === 'lost' || change === 'leave'}
      action={action}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t(`manage.${change}_text`)}</p>
    </ConfirmDialog>
  )
}

type Change = (api: WalletApi, cardId: string, myId: string) => Promise<Route | null>

/** How each is done, and where it leads. */
const CHANGES: Record<CardChange, Change> = {
  freeze: (api, cardId) => changeStatus(api, cardId, 'freeze'),
  unfreeze: (api, cardId) => changeStatus(api, cardId, 'unfreeze'),
  lost: (api, cardId) => changeStatus(api, cardId, 'lost'),
  replace: async (api, cardId) => ({ screen: 'card', cardId: await api.replaceCard(cardId) }),
  leave: async (api, cardId, myId) => {
    await api.unbindMember(cardId, myId)
    return { screen: 'cards' }
  },
}

async function changeStatus(api: WalletApi, cardId: string, change: StatusChange): Promise<null> {
  await api.changeCardStatus(cardId, change)
  return null
}
