import type * as shared from '../../src/index.ts'

/** Good examples of the contracts that move money outside of a charge; samples.ts lists them with the others. */
type Example = [name: keyof typeof shared, good: Record<string, unknown>]

const ID = '01936f2a-7b1c-7abc-8def-0123456789ab'
const FOREIGN_ID = '3f0c6a52-9a4e-4b7e-8a57-1d2e3f405162'
const AT = '2026-11-23T08:42:00.123Z'
const HASH = 'ab'.repeat(32)
export const TX_NO = '2026112300000000119'

const approval = { managerId: FOREIGN_ID, how: 'server', approvalId: ID }
const scan = { codeHash: HASH, scannedAt: AT }
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
  shiftId: ID,
  policyRev: 3,
  app: '0.1.0',
}
const lateDecline = {
  chargeId: ID,
  terminalId: FOREIGN_ID,
  terminalLabel: 'Till 1',
  merchantId: FOREIGN_ID,
  memberNo: 'M1',
  cardEnding: '1111',
  ...scan,
  amount: 1_00,
  final: 95,
  code: 'insufficient_balance',
  state: 'written_off',
  reason: 'known guest',
  declinedAt: AT,
  resolvedAt: AT,
  ageS: 7,
  mayChargeAgainUntil: AT,
  mayBecomeDebt: false,
}
const debt = {
  id: ID,
  cardId: FOREIGN_ID,
  merchantName: 'Shop',
  amount: 2,
  repaid: 1,
  left: 1,
  declineCode: 'insufficient_balance',
  scannedAt: AT,
  createdAt: AT,
}

/** What devices and people send. */
export const MONEY_REQUESTS: Example[] = [
  ['EntryApproval', { managerId: FOREIGN_ID, how: 'server', approvalId: ID }],
  ['RefundBody', { ...entry, approval, kind: 'refund', txNo: TX_NO, amount: 99, reason: '退貨' }],
  [
    'RechargeBody',
    {
      ...entry,
      approval,
      kind: 'recharge',
      ...scan,
      amount: 500_00,
      currency: 'TWD',
      method: 'cash',
      reference: 'r-1',
    },
  ],
  ['ApprovalRequest', { managerId: FOREIGN_ID, pin: '9876', action: 'refund', subject: TX_NO, amount: 99 }],
  ['MerchantRefundRequest', { amount: 99, reason: '退貨', approvalId: ID }],
  ['AdminRefundRequest', { amount: 99, reason: '退貨' }],
  ['AdminRechargeRequest', { amount: 1_00, currency: 'TWD', method: 'bank', reference: 'r-1', merchantId: FOREIGN_ID }],
  ['BeginRechargeRequest', { amount: 1_00, currency: 'TWD', method: 'line' }],
  ['ResolveLateDecline', { reason: 'x', approvalId: ID }],
  ['AdminResolveLateDecline', { reason: 'x' }],
]

/** What the server and a payment provider say. */
export const MONEY_ANSWERS: Example[] = [
  ['ProviderEvent', { id: 'evt-1', type: 'succeeded', intentId: ID, paymentRef: 'p-1', amount: 1_00, currency: 'TWD' }],
  [
    'RefundAnswer',
    {
      txNo: TX_NO,
      paymentTxNo: TX_NO,
      amount: 99,
      left: 1,
      payOut: 'balance',
      points: -1,
      refundedAt: AT,
    },
  ],
  ['RechargeAnswer', { txNo: TX_NO }],
  [
    'RechargeIntent',
    {
      id: ID,
      cardId: FOREIGN_ID,
      amount: 1_00,
      currency: 'TWD',
      method: 'line',
      state: 'completed',
      payUrl: '/pay/x',
      txNo: TX_NO,
      createdAt: AT,
      expiresAt: AT,
      completedAt: AT,
    },
  ],
  ['LateDecline', lateDecline],
  ['LateDeclines', { lateDeclines: [lateDecline], next: 'cursor' }],
  ['MemberDebt', debt],
  ['MemberDebts', { debts: [debt], owed: 1, currency: 'TWD' }],
  [
    'ApprovalGranted',
    {
      approvalId: ID,
      managerId: FOREIGN_ID,
      action: 'refund',
      subject: TX_NO,
      amount: 99,
      expiresAt: AT,
      serverTime: AT,
    },
  ],
]
