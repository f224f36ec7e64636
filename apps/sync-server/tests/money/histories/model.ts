import { applyDiscount, type CardType, pointsFor } from '@mps/shared'

/**
 * The rules of domain.md once more, as a reader would write them down: one step after another, whole numbers, no locks. The histories ask the
 * database and this model the same questions and compare the answers.
 */
export type Level = { level: number; min: number; max: number | null; discount: number }

export type ModelCard = {
  cardType: CardType
  balance: number
  points: number
  level: number | null
  discount: number
  isFrozen: boolean
}
export type ModelCode = { card: number; discount: number; isRevoked: boolean; isSpent: boolean }
export type ModelPayment = { card: number; method: string; final: number; refunded: number; pointsEarned: number; debt: ModelDebt | null }
export type ModelDebt = { card: number; amount: number; repaid: number }
export type ModelLate = { card: number; code: number; amount: number; final: number; state: string; payment?: ModelPayment }

/** What came of an operation: `settled`, or the code of a decline or refusal. */
export type Verdict = { result: string; final?: number; points?: number; payment?: ModelPayment; debtRepaid?: number; left?: number }

/** One rounded half up, per ten thousand. */
const feeOf = (final: number, permyriad: number) => Math.floor((2 * final * permyriad + 10_000) / 20_000)

export function levelOf(levels: readonly Level[], points: number): Level | undefined {
  return levels.find(({ min, max }) => points >= min && (max === null || points <= max))
}

export class Model {
  readonly cards: ModelCard[] = []
  readonly codes: ModelCode[] = []
  readonly debts: ModelDebt[] = []
  levels: readonly Level[]
  readonly feePermyriad: number
  /** What the platform owes the merchant, and what the merchant holds for the platform. */
  payable = 0
  held = 0

  constructor(levels: readonly Level[], feePermyriad: number) {
    this.levels = levels
    this.feePermyriad = feePermyriad
  }

  addCard(cardType: CardType, balance: number, discount: number, level: number | null): void {
    this.cards.push({ cardType, balance, points: 0, level, discount, isFrozen: false })
  }

  issue(card: number): void {
    this.codes.push({ card, discount: this.cards[card]!.discount, isRevoked: false, isSpent: false })
  }

  freeze(card: number): void {
    this.cards[card]!.isFrozen = true
    // A spent code is of no more use to anybody, and stays as it is.
    for (const code of this.codes) if (code.card === card && !code.isSpent) code.isRevoked = true
  }

  unfreeze(card: number): void {
    this.cards[card]!.isFrozen = false
  }

  /** A charge; `isLate` was scanned before anything was blocked, `late` is the decline that it tries again. */
  charge(codeNo: number, amount: number, method: string, { isLate = false, late }: { isLate?: boolean; late?: ModelLate } = {}): Verdict {
    const code = this.codes[codeNo]!
    const card = this.cards[code.card]!
    const final = applyDiscount(amount, code.discount, 1)
    const result = this.#refusalOfCharge(code, amount, { isLate: isLate || late !== undefined, late })
    if (result) return { result, final }
    if (method === 'balance' && card.balance < final) return { result: 'insufficient_balance', final }
    const points = pointsFor(final, card.cardType)
    if (method === 'balance') {
      card.balance -= final
      this.payable += final - feeOf(final, this.feePermyriad)
    }
    this.#addPoints(card, points)
    code.isSpent = true
    if (late) late.state = 'charged_again'
    return { result: 'settled', final, points, payment: { card: code.card, method, final, refunded: 0, pointsEarned: points, debt: null } }
  }

  #refusalOfCharge(code: ModelCode, amount: number, { isLate, late }: { isLate: boolean; late: ModelLate | undefined }): string | null {
    if (late && late.state !== 'open') return 'code_already_used'
    if (late && amount > late.amount) return 'amount_out_of_range'
    // What was scanned before the card was frozen is judged as it was then.
    if (code.isRevoked && !isLate) return 'code_revoked'
    if (code.isSpent) return 'code_already_used'
    return this.cards[code.card]!.isFrozen && !isLate ? 'card_frozen' : null
  }

  refund(payment: ModelPayment, amount: number): Verdict {
    const left = payment.final - payment.refunded - amount
    if (left < 0) return { result: 'refund_exceeds_payment' }
    const card = this.cards[payment.card]!
    const wanted = Math.max(0, Math.min(payment.pointsEarned, Math.floor((left + amount) / 100)) - Math.floor(left / 100))
    const taken = Math.min(card.points, wanted)
    payment.refunded += amount
    this.#addPoints(card, -taken)
    if (payment.method === 'balance') {
      const toDebt = payment.debt ? Math.min(amount, payment.debt.amount - payment.debt.repaid) : 0
      if (payment.debt) payment.debt.repaid += toDebt
      card.balance += amount - toDebt
      this.payable -= amount
    }
    return { result: 'settled', final: amount, points: 0 - taken, left }
  }

  /** A void gives back what is still paid; one that came late does it with a manager's word only. */
  void(payment: ModelPayment, { isLate, isApproved }: { isLate: boolean; isApproved: boolean }): Verdict {
    const left = payment.final - payment.refunded
    if (left === 0) return { result: 'recorded:nothing_to_void' }
    if (isLate && !isApproved) return { result: 'approval_needed' }
    this.refund(payment, left)
    return { result: 'recorded:refunded' }
  }

  /** A void that was recorded before anybody knew of the decline: there was no sale, so there is no loss and no debt. */
  voidLate(late: ModelLate): Verdict {
    if (late.payment) return this.void(late.payment, { isLate: false, isApproved: false })
    if (late.state !== 'open') return { result: 'recorded:nothing_to_void' }
    late.state = 'written_off'
    return { result: 'recorded:voided' }
  }

  recharge(codeNo: number, amount: number): Verdict {
    const code = this.codes[codeNo]!
    const card = this.cards[code.card]!
    if (code.isRevoked) return { result: 'code_revoked' }
    if (card.cardType === 'voucher') return { result: 'card_takes_no_recharge' }
    const debtRepaid = this.#repay(amount)
    card.balance += amount - debtRepaid
    this.held += amount
    return { result: 'settled', final: amount, debtRepaid }
  }

  /** All cards of a history have one owner, who owes on any of them. */
  #repay(amount: number): number {
    let left = amount
    for (const debt of this.debts) {
      const part = Math.min(left, debt.amount - debt.repaid)
      debt.repaid += part
      left -= part
    }
    return amount - left
  }

  lateDecline(codeNo: number, amount: number, final: number): ModelLate {
    return { card: this.codes[codeNo]!.card, code: codeNo, amount, final, state: 'open' }
  }

  makeDebt(late: ModelLate): ModelPayment {
    late.state = 'member_debt'
    const debt: ModelDebt = { card: late.card, amount: late.final, repaid: 0 }
    this.debts.push(debt)
    this.payable += late.final - feeOf(late.final, this.feePermyriad)
    late.payment = { card: late.card, method: 'balance', final: late.final, refunded: 0, pointsEarned: 0, debt }
    return late.payment
  }

  #addPoints(card: ModelCard, delta: number): void {
    if (delta === 0) return
    card.points += delta
    const level = card.cardType === 'standard' || card.cardType === 'prepaid' ? levelOf(this.levels, card.points) : undefined
    if (level) Object.assign(card, { level: level.level, discount: level.discount })
  }
}
