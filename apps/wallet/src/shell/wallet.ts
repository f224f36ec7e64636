import { MemberDebts } from '@mps/shared/late-decline'
import { MemberCards, MemberTransactions } from '@mps/shared/me'
import { z } from 'zod'
import { Connection } from '../api/connection.ts'
import { WalletApi } from '../api/wallet-api.ts'
import { ServerClock } from '../clock/server-clock.ts'
import { CodeDesk } from '../code/code-desk.ts'
import { KeptValue } from '../kept/kept-value.ts'
import { Vault } from '../kept/vault.ts'
import { NoticeBoard } from '../notices/notice-board.ts'
import { SessionStore } from '../session/session-store.ts'

/** What every screen may need: made once, in show-wallet.tsx. */
export type Wallet = {
  api: WalletApi
  clock: ServerClock
  session: SessionStore
  connection: Connection
  cards: KeptValue<MemberCards>
  /** The newest page of what happened on all cards. */
  activity: KeptValue<MemberTransactions>
  debts: KeptValue<MemberDebts>
  notices: NoticeBoard
  codes: CodeDesk
  /** Reads cards and activity anew, and tells the member what is new. */
  refresh: () => Promise<void>
  /** The same, for those who do not wait for it. */
  refreshSoon: () => void
}

const CLOCK_KEY = 'clock'

/** Makes the parts, takes up what this phone kept, and sees to it that a sign-out leaves nothing of it. */
export async function openWallet(): Promise<Wallet> {
  const vault = new Vault()
  const [clock, connection, session] = [new ServerClock(), new Connection(), new SessionStore(vault, sessionStorage)]
  const api = new WalletApi(clock, session, connection)
  // Before any screen says that a card is frozen, nothing of its codes is left.
  const cardsWithoutStrayCodes = async () => {
    const answer = await api.cards()
    await codes.retain(answer.cards.filter(({ mayPay }) => mayPay).map(({ id }) => id))
    return answer
  }
  const cards = new KeptValue({ key: 'cards', schema: MemberCards, load: cardsWithoutStrayCodes, vault })
  const activity = new KeptValue({ key: 'activity', schema: MemberTransactions, load: () => api.transactions(null), vault })
  const debts = new KeptValue({ key: 'debts', schema: MemberDebts, load: () => api.debts(), vault })
  const notices = new NoticeBoard(vault)

  const refresh = async () => {
    await Promise.all([activity.reload(), cards.reload()])
    const { value, isRemembered } = activity.snapshot()
    const isNews = value !== null && !isRemembered && notices.hear(value)
    // Debts come and go with transactions only.
    if (isNews || debts.snapshot().value === null || debts.snapshot().isRemembered) await debts.reload()
    await vault.put(CLOCK_KEY, clock.offsetMs)
  }
  const refreshSoon = () => void refresh()
  const server = {
    issueCodes: (cardId: string, count: number) => api.issueCodes(cardId, count),
    codeStatus: (hash: string) => api.codeStatus(hash),
    nowMs: () => clock.nowMs(),
    onNews: refreshSoon,
  }
  const codes = new CodeDesk(server, vault)

  await session.restore()
  clock.assume((await vault.read(CLOCK_KEY, z.number())) ?? 0)
  await Promise.all([cards.recall(), activity.recall(), debts.recall(), notices.recall(), codes.sweep()])
  session.subscribe(() => {
    if (session.snapshot().session === null) for (const part of [cards, activity, debts, notices, codes]) part.forget()
  })
  return { api, clock, session, connection, cards, activity, debts, notices, codes, refresh, refreshSoon }
}
