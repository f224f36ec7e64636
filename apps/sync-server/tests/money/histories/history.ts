import { deepEqual, equal } from 'node:assert/strict'
import type { Made, ScannedCode } from '../../support/till.ts'
import { byAdmin, byMember } from '../../support/as-actor.ts'
import { cardRow, ledgerFaults } from '../../support/shop.ts'
import { accountOf, anApproval } from '../../support/money.ts'
import { Model, type ModelLate, type ModelPayment, type Verdict } from './model.ts'
import { type EntryStep, LEVEL_TABLES, type SomeHistory, type Step } from './steps.ts'
import { type Answer, FEE_PERMYRIAD, LATE_MS, LATE_VOID_MS, type World } from './world.ts'

const CARD_TYPES = ['standard', 'prepaid', 'corporate', 'voucher'] as const
const BALANCE = 300_00

type Payment = { model: ModelPayment; txNo: string; chargeId: string | null; till: number }
type Late = { model: ModelLate; chargeId: string; code: number; scannedAt: string }
/** An entry that is ready to be sent, what the model says of it when its turn comes, and what to remember. */
type Prepared = { entry: Made; judge: () => Verdict; keep?: (answer: Answer, verdict: Verdict) => void }

/** One history on cards of its own, played to the database and to the model side by side. */
export class History {
  readonly #world: World
  readonly #model = new Model(LEVEL_TABLES[0]!, FEE_PERMYRIAD)
  readonly #codes: ScannedCode[] = []
  readonly #payments: Payment[] = []
  readonly #lates: Late[] = []
  readonly #answered: { entry: Made; answer: Answer }[] = []
  readonly #policy: SomeHistory['policy']
  #memberId = ''
  #cardIds: string[] = []
  #accounts = { payable: 0, held: 0 }

  constructor(world: World, policy: SomeHistory['policy']) {
    this.#world = world
    this.#policy = policy
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.#begin()
    for (const step of steps) await this.#step(step)
    await this.#compare()
  }

  async #begin(): Promise<void> {
    const world = this.#world
    await world.setLevels(LEVEL_TABLES[0]!)
    await world.database.owner.query('update app.merchants set late_decline_policy = $2 where id = $1', [
      world.merchant.merchantId,
      this.#policy,
    ])
    const { memberId, cards } = await world.cards(CARD_TYPES, BALANCE)
    this.#memberId = memberId
    this.#cardIds = cards.map(({ cardId }) => cardId)
    for (const cardType of CARD_TYPES) {
      const hasLevel = cardType === 'standard' || cardType === 'prepaid'
      this.#model.addCard(cardType, BALANCE, cardType === 'corporate' ? 850 : 1000, hasLevel ? 1 : null)
    }
    this.#accounts = await this.#readAccounts()
  }

  async #step(step: Step): Promise<void> {
    if (step.do === 'together') return this.#together(step.steps)
    if (step.do === 'freeze' || step.do === 'unfreeze') return this.#block(step.do, step.card % CARD_TYPES.length)
    if (step.do === 'levels') {
      this.#model.levels = LEVEL_TABLES[step.table]!
      return this.#world.setLevels(this.#model.levels)
    }
    if (step.do === 'replay') return this.#replay(step.entry)
    if (step.do === 'write_off' || step.do === 'debt') return this.#resolve(step.do, step.late)
    const prepared = await this.#prepare(step)
    if (prepared) this.#judge(prepared, await this.#world.settleOne(prepared.entry))
  }

  #judge({ entry, judge, keep }: Prepared, answer: Answer): void {
    const verdict = judge()
    // As text, so that a report of a smallest counterexample shows both.
    equal(`${kindOf(entry)} ${JSON.stringify(seenIn(answer))}`, `${kindOf(entry)} ${JSON.stringify(expectedOf(verdict))}`)
    keep?.(answer, verdict)
    this.#answered.push({ entry, answer })
  }

  /** All of them at once; then the model is asked in the order in which the database says that it took them. */
  async #together(steps: readonly EntryStep[]): Promise<void> {
    const prepared: Prepared[] = []
    for (const step of steps) {
      const ready = await this.#prepare(step)
      if (ready) prepared.push(ready)
    }
    const answers = await Promise.all(prepared.map(({ entry }) => this.#world.settleOne(entry)))
    const { rows } = await this.#world.database.owner.query<{ entry_id: string }>(
      'select entry_id from app.terminal_entries where entry_id = any ($1) order by received_at',
      [prepared.map(({ entry }) => entry.id)],
    )
    equal(rows.length, prepared.length)
    for (const { entry_id: id } of rows) {
      const at = prepared.findIndex(({ entry }) => entry.id === id)
      this.#judge(prepared[at]!, answers[at]!)
    }
  }

  #prepare(step: EntryStep): Promise<Prepared | null> {
    if (step.do === 'charge' || step.do === 'late') return this.#charge(step)
    if (step.do === 'stale') return this.#staleCharge(step)
    if (step.do === 'refund') return this.#refund(step)
    if (step.do === 'void') return this.#void(step)
    if (step.do === 'void_late') return this.#voidLate(step)
    if (step.do === 'retry') return this.#retry(step)
    return this.#recharge(step)
  }

  #till(number: number) {
    return this.#world.tills[number % this.#world.tills.length]!
  }

  /** A fresh code of the card, or where it is frozen the last one there was. */
  async #codeOf(card: number): Promise<number | null> {
    if (this.#model.cards[card]!.isFrozen) {
      const last = this.#model.codes.findLastIndex((code) => code.card === card)
      return last < 0 ? null : last
    }
    this.#codes.push(await this.#world.code(this.#memberId, this.#cardIds[card]!))
    this.#model.issue(card)
    return this.#codes.length - 1
  }

  async #charge({ do: kind, card, amount, method, till }: Extract<EntryStep, { do: 'charge' | 'late' }>): Promise<Prepared | null> {
    const codeNo = await this.#codeOf(card % CARD_TYPES.length)
    if (codeNo === null) return null
    const isLate = kind === 'late'
    // A code that was revoked meanwhile was good when the late till scanned it.
    const device = isLate ? this.#world.late : this.#till(till)
    const entry = await device.charge(this.#codes[codeNo]!, { amount, method, ...(isLate && { agoMs: LATE_MS }) })
    return {
      entry,
      judge: () => this.#model.charge(codeNo, amount, method, { isLate }),
      keep: (answer, verdict) => {
        this.#keepPayment(answer, verdict, entry.id, isLate ? -1 : till)
        if (isLate && verdict.result !== 'settled') this.#keepLate(entry, codeNo, amount, verdict)
      },
    }
  }

  #keepPayment(answer: Answer, { payment }: Verdict, chargeId: string, till: number): void {
    if (payment) this.#payments.push({ model: payment, txNo: String(answer['txNo']), chargeId, till })
  }

  #keepLate(entry: Made, code: number, amount: number, { result, final = 0 }: Verdict): void {
    const { scannedAt } = JSON.parse(entry.body) as { scannedAt: string }
    const model = this.#model.lateDecline(code, amount, final)
    this.#lates.push({ model, chargeId: entry.id, code, scannedAt })
    if (this.#policy === 'member_debt' && result === 'insufficient_balance' && final > 0) this.#model.makeDebt(model)
  }

  async #staleCharge({ code, amount, till }: Extract<EntryStep, { do: 'stale' }>): Promise<Prepared | null> {
    if (this.#codes.length === 0) return null
    const codeNo = code % this.#codes.length
    const entry = await this.#till(till).charge(this.#codes[codeNo]!, { amount })
    const keep = (answer: Answer, verdict: Verdict) => this.#keepPayment(answer, verdict, entry.id, till)
    return { entry, judge: () => this.#model.charge(codeNo, amount, 'balance'), keep }
  }

  async #retry({ late, percent, till }: Extract<EntryStep, { do: 'retry' }>): Promise<Prepared | null> {
    if (this.#lates.length === 0) return null
    const { model, chargeId, code, scannedAt } = this.#lates[late % this.#lates.length]!
    const amount = Math.max(1, Math.round((model.amount * percent) / 100))
    const entry = await this.#till(till).charge(this.#codes[code]!, { amount, retryOf: chargeId, fields: { scannedAt } })
    const keep = (answer: Answer, verdict: Verdict) => this.#keepPayment(answer, verdict, entry.id, till)
    return { entry, judge: () => this.#model.charge(code, amount, 'balance', { late: model }), keep }
  }

  async #refund({ payment, percent, till }: Extract<EntryStep, { do: 'refund' }>): Promise<Prepared | null> {
    if (this.#payments.length === 0) return null
    const { model, txNo } = this.#payments[payment % this.#payments.length]!
    const amount = Math.max(1, Math.round((model.final * percent) / 100))
    const approval = await anApproval(this.#world.database.owner, this.#world.merchant, 'refund', txNo, amount)
    const entry = await this.#till(till).make('refund', { txNo, amount, reason: 'returned', approval })
    return { entry, judge: () => this.#model.refund(model, amount) }
  }

  /** Only the till that charged can void; late charges have their own. */
  async #void({ payment, isLate, isApproved }: Extract<EntryStep, { do: 'void' }>): Promise<Prepared | null> {
    if (this.#payments.length === 0) return null
    const { model, chargeId, till } = this.#payments[payment % this.#payments.length]!
    if (chargeId === null || till < 0) return null
    const { database, merchant } = this.#world
    const approval = isApproved ? await anApproval(database.owner, merchant, 'void', chargeId) : undefined
    // A clock may be wrong by two minutes, so a void of now can be late already.
    const entry = await this.#till(till).void(chargeId, { ...(approval && { approval }) }, { agoMs: isLate ? -LATE_VOID_MS : 0 })
    return { entry, judge: () => this.#model.void(model, { isLate, isApproved }) }
  }

  /** Recorded by the late till at the time that it still lives in, before it knew of any answer. */
  async #voidLate({ late }: Extract<EntryStep, { do: 'void_late' }>): Promise<Prepared | null> {
    if (this.#lates.length === 0) return null
    const { model, chargeId } = this.#lates[late % this.#lates.length]!
    const entry = await this.#world.late.void(chargeId, {}, { agoMs: LATE_MS })
    return { entry, judge: () => this.#model.voidLate(model) }
  }

  async #recharge({ card, amount, till }: Extract<EntryStep, { do: 'recharge' }>): Promise<Prepared | null> {
    const codeNo = await this.#codeOf(card % CARD_TYPES.length)
    if (codeNo === null) return null
    const code = this.#codes[codeNo]!
    const fields = { codeHash: code.codeHash, scannedAt: new Date().toISOString(), amount, currency: 'TWD', method: 'cash' }
    return {
      entry: await this.#till(till).make('recharge', fields, { code: code.code }),
      judge: () => this.#model.recharge(codeNo, amount),
    }
  }

  async #block(what: 'freeze' | 'unfreeze', card: number): Promise<void> {
    const { isFrozen } = this.#model.cards[card]!
    if (isFrozen === (what === 'freeze')) return
    await byMember(this.#world.database, this.#memberId)(`app.${what}_card($1)`, this.#cardIds[card])
    this.#model[what](card)
  }

  async #replay(number: number): Promise<void> {
    if (this.#answered.length === 0) return
    const { entry, answer } = this.#answered[number % this.#answered.length]!
    deepEqual(await this.#world.settleOne(entry), { ...answer, replayed: true })
  }

  async #resolve(what: 'write_off' | 'debt', number: number): Promise<void> {
    if (this.#lates.length === 0) return
    const { model, chargeId } = this.#lates[number % this.#lates.length]!
    const resolution = what === 'debt' ? 'member_debt' : 'written_off'
    const call = byAdmin(this.#world.database)('app.resolve_late_decline($1, $2, $3)', chargeId, resolution, 'property')
    const isAllowed = model.state === 'open' && (what === 'write_off' || model.final > 0)
    const done = await call.then(
      () => true,
      () => false,
    )
    deepEqual([what, done], [what, isAllowed])
    if (!done) return
    if (what === 'write_off') model.state = 'written_off'
    else this.#payments.push({ model: this.#model.makeDebt(model), txNo: await this.#debtTxNo(chargeId), chargeId: null, till: -1 })
  }

  async #debtTxNo(chargeId: string): Promise<string> {
    const { rows } = await this.#world.database.owner.query<{ tx_no: string }>(
      `select t.tx_no from app.member_debts d join app.transactions t on t.id = d.transaction_id and t.created_at = d.transaction_at where d.charge_id = $1`,
      [chargeId],
    )
    return rows[0]!.tx_no
  }

  async #readAccounts() {
    const { database, merchant } = this.#world
    const payable = await accountOf(database.owner, 'merchant_payable', merchant.merchantId)
    return { payable, held: -(await accountOf(database.owner, 'merchant_cash', merchant.merchantId)) }
  }

  async #compare(): Promise<void> {
    const { owner } = this.#world.database
    const model = this.#model
    const cards = await Promise.all(this.#cardIds.map((cardId) => cardRow(owner, cardId)))
    // A corporate card's factor is its own, and what its column says is of no use to anyone.
    const shown = model.cards.map(({ cardType, balance, points, level, discount }, i) => ({
      balance,
      points,
      level,
      discount: cardType === 'corporate' ? cards[i]!.discount : discount,
    }))
    deepEqual(cards, shown)
    const { payable, held } = await this.#readAccounts()
    deepEqual({ payable: payable - this.#accounts.payable, held: held - this.#accounts.held }, { payable: model.payable, held: model.held })
    const owed = model.debts.reduce((sum, { amount, repaid }) => sum + amount - repaid, 0)
    equal(await accountOf(owner, 'member_debt', this.#memberId), 0 - owed)
    deepEqual(await ledgerFaults(owner), [])
  }
}

const kindOf = ({ body }: Made) => (JSON.parse(body) as { kind: string }).kind

/** The part of an answer that the model has an opinion on. */
function seenIn({ state, code, effect, final, points, refund, recharge }: Answer) {
  if (state !== 'settled') return { result: code ?? (effect ? `${state}:${effect}` : state) }
  const left = (refund as { left: number } | undefined)?.left
  const debtRepaid = (recharge as { debtRepaid: number } | undefined)?.debtRepaid
  return { result: state, final, points, ...(left !== undefined && { left }), ...(debtRepaid !== undefined && { debtRepaid }) }
}

function expectedOf({ result, final, points = 0, left, debtRepaid }: Verdict) {
  if (result !== 'settled') return { result }
  return { result, final, points, ...(left !== undefined && { left }), ...(debtRepaid !== undefined && { debtRepaid }) }
}
