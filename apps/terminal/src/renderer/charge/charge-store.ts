import { create } from 'zustand'
import type { DraftCharge, LogErrorCode } from '../log/index.ts'
import type { AcceptedCode, ScanFault } from '../scanner/judge-scan.ts'
import { type PadKey, pressPad } from './amount-pad.ts'
import { type RecentSale, withSale } from './likely-duplicate.ts'

/** Where the sale on the screen stands. Its draft, and with it the charge's id, is fixed when the cashier confirms and never again. */
export type SaleStep =
  | { at: 'drafting' }
  | { at: 'checking'; draft: DraftCharge }
  | { at: 'asking_duplicate'; draft: DraftCharge; earlier: RecentSale }
  | { at: 'asking_manager'; draft: DraftCharge }
  | { at: 'recording'; draft: DraftCharge }
  | { at: 'not_recorded'; draft: DraftCharge; error: LogErrorCode | 'unexpected' }
  | { at: 'recorded'; entryId: string }

type ChargeState = {
  padText: string
  code: AcceptedCode | null
  /** Another card's code that came into view while one was already taken: never swapped in unasked. */
  otherCode: AcceptedCode | null
  fault: ScanFault | null
  step: SaleStep
  press: (key: PadKey) => void
  /** Takes a code; `isDeliberate` for one that the cashier scanned by hand or pasted. */
  take: (code: AcceptedCode, isDeliberate: boolean) => void
  refuse: (fault: ScanFault) => void
  dropCode: () => void
  /** Clears the screen for another sale; after a decline the amount may stay. */
  startSale: (padText?: string) => void
  /** The cashier leaves: a draft goes with them, a charge that was made stays for whoever comes next. */
  leaveSale: () => void
}

const EMPTY = { padText: '', code: null, otherCode: null, fault: null, step: { at: 'drafting' } } as const

/** The sale on the screen. Nothing here survives a reload: what was confirmed is in the log, what was not never happened. */
export const useCharge = create<ChargeState>()((set) => ({
  ...EMPTY,
  press: (key) => set((state) => (state.step.at === 'drafting' ? { padText: pressPad(state.padText, key) } : {})),
  take: (code, isDeliberate) =>
    set((state) => {
      if (state.step.at !== 'drafting') return {}
      const isOtherCard = state.code !== null && state.code.cardNo !== code.cardNo
      if (isOtherCard && !isDeliberate) return { otherCode: code }
      return { code, otherCode: null, fault: null }
    }),
  refuse: (fault) => set((state) => (state.step.at === 'drafting' ? { fault } : {})),
  dropCode: () => set({ code: null, otherCode: null, fault: null }),
  startSale: (padText = '') => set({ ...EMPTY, padText }),
  leaveSale: () => set(({ step }) => (step.at === 'recording' || step.at === 'recorded' || step.at === 'not_recorded' ? {} : EMPTY)),
}))

type RecentState = { recent: RecentSale[]; add: (sale: RecentSale) => void }

/** The sales of the last two minutes. Holds no more of a card than its last four digits; a new window finds them in the log again. */
export const useRecentSales = create<RecentState>()((set) => ({
  recent: [],
  add: (sale) => set(({ recent }) => ({ recent: withSale(recent, sale) })),
}))
