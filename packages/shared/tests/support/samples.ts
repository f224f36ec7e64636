import type { z } from 'zod'
import { ASSERTION_TYPE } from '../../src/index.ts'
import { type ContractName, CONTRACTS } from './contracts.ts'
import { LIFECYCLE_ANSWERS, LIFECYCLE_REQUESTS, policy as rules } from './lifecycle-samples.ts'
import { REPORT_ANSWERS, REPORT_REQUESTS } from './report-samples.ts'
import { SESSION_ANSWERS, SESSION_REQUESTS, TOKENS } from './session-samples.ts'
import { MONEY_ANSWERS, MONEY_REQUESTS, TX_NO } from './money-samples.ts'

/** A contract with a good example of it. `open` contracts drop keys they do not know, so that the other side may be newer. */
export type Sample = { name: string; schema: z.ZodType; good: Record<string, unknown>; unknownKeys: 'refused' | 'dropped' }

export const ID = '01936f2a-7b1c-7abc-8def-0123456789ab'
export const FOREIGN_ID = '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162'
const AT = '2026-11-23T08:42:00.123Z'
const HASH = 'ab'.repeat(32)
const KEY = 'OpXl0tEkrkhAHrprpvTPcdbNX2IEh9eTYhSmLmUguF0'
const SIG = 'A'.repeat(86)

const entry = {
  v: 1,
  id: ID,
  terminalId: FOREIGN_ID,
  epoch: 1,
  seq: 7,
  prev: HASH,
  recordedAt: AT,
  clock: { device: AT, offsetMs: -1500, offsetAgeS: 30, boot: ID },
  cashierId: FOREIGN_ID,
  approval: { managerId: FOREIGN_ID, how: 'pin' },
  shiftId: ID,
  policyRev: 3,
  app: '0.1.0',
}
const scan = { codeHash: HASH, scannedAt: AT }
const money = { amount: 120_00, currency: 'TWD', method: 'balance', quoted: { discount: 950, final: 114_00 } }
const ledger = { ledgerId: ID, ledgerSince: AT, serverTime: AT }
const outcome = { id: ID, outcomeNo: 12, replayed: true }
const policy = { revision: 3, ...rules }
const settled = { ...outcome, state: 'settled', txNo: '20261123-0000001-5', discount: 950, final: 114_00, points: 114, settledAt: AT }
const refundPart = { paymentTxNo: TX_NO, left: 1_00, payOut: 'balance' }
const codeKey = { keyId: 1, publicKey: KEY, validFrom: AT, retiredAt: AT }
const rosterEntry = { userId: FOREIGN_ID, name: '林小姐', role: 'cashier', pinHash: '$2b$12$abcdefghijklmnopqrstuv' }
const level = { level: 2, name: 'Gold', minPoints: 1000, maxPoints: 4999, discount: 900 }
const sum = { count: 2, net: 190_00 }
const figures = {
  settled: { count: 3, gross: 300_00, net: 285_00 },
  unsettled: sum,
  lateDeclined: sum,
  declined: sum,
  voided: sum,
  refunds: sum,
  recharges: sum,
  openRefunds: sum,
  openRecharges: sum,
  cash: { float: 2_000_00, paidIn: 1, paidOut: 1, sales: 1, recharges: 1, refunds: 1, expected: 2_000_01 },
}
const part = { count: 3, gross: 300_00, discount: 15_00, net: 285_00 }
const shift = {
  shiftId: ID,
  terminalId: FOREIGN_ID,
  terminalLabel: '1 號機',
  zNumber: '1-42',
  openedAt: AT,
  openedBy: '林小姐',
  closedAt: AT,
  closedBy: '林小姐',
  approvedBy: '陳店長',
  counted: 2_500_00,
  variance: -10_00,
}
const shiftReport = {
  ...shift,
  float: 2_000_00,
  note: '少了十元',
  denominations: [[1000_00, 2]],
  z: figures,
  now: figures,
  missing: 0,
}
const card = {
  id: ID,
  cardNo: '4111111111111111',
  cardType: 'standard',
  status: 'active',
  role: 'owner',
  balance: 300_00,
  points: 12,
  level: 1,
  levelName: 'Silver',
  discount: 950,
  expiresAt: AT,
  mayPay: true,
  limitPerCharge: null,
  limitPerDay: 1_000_00,
  hasBindingPassword: false,
}
const codeCharge = { txNo: 'T1', merchantName: 'Shop', final: 1, points: 0, state: 'declined', code: 'card_frozen', settledAt: AT }
const issued = { code: 'MPS1:AA', codeHash: HASH, validFrom: AT, expiresAt: AT, discount: 950, offlineLimit: 0, digits: '01234567' }
const transaction = {
  txNo: 'T1',
  cardId: ID,
  txType: 'payment',
  merchantName: 'Shop',
  rawAmount: 1,
  finalAmount: 1,
  refundedAmount: 0,
  points: 0,
  status: 'failed',
  declineCode: 'code_expired',
  paymentMethod: 'balance',
  isDebt: false,
  createdAt: AT,
}

const refused = (name: ContractName, good: Record<string, unknown>) => sample(name, good, 'refused')
const dropped = (name: ContractName, good: Record<string, unknown>) => sample(name, good, 'dropped')

function sample(name: ContractName, good: Record<string, unknown>, unknownKeys: Sample['unknownKeys']): Sample {
  return { name, schema: CONTRACTS[name] as z.ZodType, good, unknownKeys }
}

/** What devices and members send: judged strictly, because it is signed, stored or decided on. */
export const REQUESTS: Sample[] = [
  refused('LogExport', {
    format: 'mps-log-1',
    terminalId: FOREIGN_ID,
    label: 'Till 1',
    exportedAt: AT,
    app: '0.1.0',
    lastSeqs: [{ epoch: 1, seq: 7 }],
    entries: [],
  }),
  refused('LogImportRequest', { file: 'YWdlLWVuY3J5cHRpb24ub3JnL3Yx' }),
  ...Object.entries(LIFECYCLE_REQUESTS).map(([name, good]) => refused(name as ContractName, good)),
  ...Object.entries(REPORT_REQUESTS).map(([name, good]) => refused(name as ContractName, good)),
  refused('EntryClock', entry.clock),
  refused('ChargeBody', { ...entry, kind: 'charge', ...scan, ...money, retryOf: ID, reference: 'table 4, 😀' }),
  refused('VoidBody', { ...entry, kind: 'void', chargeId: ID, reason: '打錯金額' }),
  ...Object.entries(SESSION_REQUESTS).map(([name, good]) => refused(name as ContractName, good)),
  ...MONEY_REQUESTS.map(([name, good]) => refused(name, good)),
  refused('ScanRefusedBody', { ...entry, kind: 'scan_refused', ...scan, reason: 'code_expired' }),
  refused('ShiftOpenBody', { ...entry, kind: 'shift_open', float: 2_000_00 }),
  refused('ShiftCloseBody', {
    ...entry,
    kind: 'shift_close',
    counted: 2_500_00,
    zNo: 7,
    figures,
    denominations: [
      [1000_00, 2],
      [500_00, 1],
    ],
    note: '少了十元',
  }),
  refused('ShiftFigures', figures),
  refused('CashInBody', { ...entry, kind: 'cash_in', amount: 1, reason: 'change' }),
  refused('DrawerOpenBody', { ...entry, kind: 'drawer_open', reason: 'change for a note' }),
  refused('CashOutBody', { ...entry, kind: 'cash_out', amount: 1, reason: 'bank' }),
  refused('EntryBody', { ...entry, kind: 'charge', ...scan, ...money }),
  refused('SentEntry', { body: '{"v":1}', sig: SIG, code: 'MPS1:AA' }),
  dropped('SendEntriesRequest', { lastSeq: 7, entries: [{ body: '{}', sig: SIG }] }),
  dropped('OutcomesQuery', { after: '12', limit: '100' }),
  refused('TypedCodeRequest', { cardNo: '4111111111111111', digits: '01234567' }),
  dropped('TerminalTotalsQuery', { day: '2026-11-23' }),
  refused('HeartbeatRequest', { epoch: 1, lastSeq: 7, queueDepth: 2, queueSum: 1, oldestAgeS: 5, clockOffsetMs: -20, app: '0.1.0' }),
  refused('PairRequest', { pairingCode: 'AB12-CD34', publicKey: KEY, app: '0.1.0' }),
  refused('TerminalTokenRequest', {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: 'eyJhbGciOiJFZERTQSJ9.e30.AAAA',
  }),
  refused('MemberSignIn', { login: 'M1234567', password: 'correct horse' }),
  refused('IssueCodesRequest', { count: 5 }),
]

/** What the server says. */
export const ANSWERS: Sample[] = [
  ...Object.entries(LIFECYCLE_ANSWERS).map(([name, good]) => dropped(name as ContractName, good)),
  ...Object.entries(REPORT_ANSWERS).map(([name, good]) => dropped(name as ContractName, good)),
  ...Object.entries(SESSION_ANSWERS).map(([name, good]) => dropped(name as ContractName, good)),
  ...MONEY_ANSWERS.map(([name, good]) => dropped(name, good)),
  dropped('SettledOutcome', { ...settled, refund: refundPart, recharge: { method: 'cash', debtRepaid: 0 } }),
  dropped('ShiftSummary', shift),
  dropped('ShiftReport', shiftReport),
  dropped('TerminalShift', { ...shiftReport, entries: [[1, 7, 'charge', 'late_declined', 90_00]] }),
  dropped('MerchantShifts', { shifts: [shift], next: 'eyJhdCI' }),
  dropped('DeclinedOutcome', { ...outcome, state: 'declined', code: 'card_frozen', next: 'member_acts_in_wallet', settledAt: AT }),
  dropped('VoidedOutcome', { ...outcome, state: 'voided', settledAt: AT }),
  dropped('RecordedOutcome', {
    ...outcome,
    state: 'recorded',
    effect: 'refunded',
    refund: { txNo: 'T2', amount: 100, payOut: 'balance' },
    settledAt: AT,
  }),
  dropped('RejectedOutcome', { id: ID, state: 'rejected', code: 'broken_chain', retryable: false, detail: 'prev is not the hash of 6' }),
  dropped('EntryOutcome', settled),
  dropped('SendEntriesResponse', { ...ledger, results: [settled] }),
  dropped('OutcomesResponse', { ...ledger, outcomes: [settled], lastOutcomeNo: 12 }),
  dropped('HeartbeatResponse', { ...ledger, heldSeq: 7, lastOutcomeNo: 12, configRevision: 'r9', minApp: '0.1.0' }),
  dropped('PairResponse', { terminalId: FOREIGN_ID, epoch: 1, label: 'Till 1', merchantName: 'Shop', serverTime: AT }),
  dropped('AccessTokenResponse', { access_token: 'x', token_type: 'Bearer', expires_in: 900, serverTime: AT }),
  dropped('MerchantPolicy', policy),
  dropped('CodeSigningKey', codeKey),
  dropped('RosterEntry', rosterEntry),
  dropped('Level', level),
  dropped('TerminalConfig', {
    revision: 'r9',
    terminal: { id: FOREIGN_ID, label: 'Till 1' },
    merchant: { id: FOREIGN_ID, code: 'SHOP', name: 'Shop', timeZone: 'Asia/Taipei' },
    currency: 'TWD',
    roundingStep: 100,
    rechargeApprovalAbove: 0,
    rechargeLimits: { min: 100, max: 100_000_00, cardCeiling: 10_000_000_00 },
    voidLeaveS: 120,
    policy,
    codeKeys: [codeKey],
    revokedCodes: [HASH],
    roster: [rosterEntry],
    levels: [level],
    codeUses: 'one',
    minApp: '0.1.0',
    exportRecipient: `age1${'q'.repeat(58)}`,
  }),
  dropped('TypedCode', { codeHash: HASH, cardType: 'standard', discount: 950, expiresAt: AT, serverTime: AT }),
  dropped('TerminalTotals', {
    day: '2026-11-23',
    timeZone: 'Asia/Taipei',
    currency: 'TWD',
    settled: part,
    capturedEarlier: part,
    declined: { count: 1, gross: 1 },
  }),
  dropped('MemberSession', {
    ...TOKENS,
    member: { id: ID, memberNo: 'M1', name: 'Chen' },
  }),
  dropped('MemberCard', card),
  dropped('MemberCards', { currency: 'TWD', cards: [card], serverTime: AT }),
  dropped('IssuedCode', issued),
  dropped('IssueCodesResponse', { codes: [issued], serverTime: AT }),
  dropped('CodeStatus', { codeHash: HASH, state: 'spent', charge: codeCharge, serverTime: AT }),
  dropped('MemberTransaction', transaction),
  dropped('MemberTransactionDetail', {
    ...transaction,
    discount: 900,
    terminalLabel: 'Till 1',
    scannedAt: AT,
    isMine: true,
    memberName: 'Chen',
    reason: 'broken',
    originalTxNo: 'T0',
    refunds: [{ txNo: 'T2', amount: 1, createdAt: AT }],
  }),
  dropped('LogImportResult', {
    terminalId: FOREIGN_ID,
    exportedAt: AT,
    entries: 3,
    timesImported: 2,
    states: { settled: 1, declined: 0, voided: 1, recorded: 0, rejected: 1 },
    rejected: [{ id: ID, code: 'bad_signature', retryable: false }],
  }),
  dropped('MemberTransactions', { transactions: [transaction], next: 'cursor' }),
  dropped('Problem', {
    type: 't',
    title: 't',
    status: 422,
    code: 'c',
    detail: 'd',
    requestId: 'r',
    errors: [{ path: '/a', message: 'm' }],
  }),
]
