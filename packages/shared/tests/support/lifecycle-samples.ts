import type { ContractName } from './contracts.ts'

type Examples = Partial<Record<ContractName, Record<string, unknown>>>

const ID = '01936f2a-7b1c-7abc-8def-0123456789ab'
const AT = '2026-11-23T08:42:00.123Z'
const KEY = 'OpXl0tEkrkhAHrprpvTPcdbNX2IEh9eTYhSmLmUguF0'
const CARD_NO = '4000000000000002'

const reason = 'asked for by its owner'
const settings = {
  currency: 'TWD',
  roundingStep: 100,
  codeUses: 'one',
  codeTtlS: 900,
  offlineLimitSteps: [0, 200_00, 500_00, 1000_00, 3000_00],
  lateArrivalDays: 30,
  minApp: '0.1.0',
  rechargeMin: 100,
  rechargeMax: 100_000_00,
  cardBalanceCeiling: 1_000_000_00,
  rechargeApprovalAbove: 0,
  voidLeaveS: 120,
}
export const policy = {
  minCharge: 1,
  maxCharge: 10_000_00,
  offlineAllowed: true,
  offlineMaxPerCharge: 500_00,
  offlineMaxPerCard: 800_00,
  offlineMaxSum: 5_000_00,
  offlineMaxCount: 20,
  offlineChargingHours: 72,
  offlineApprovalAbove: 300_00,
  shiftVarianceApprovalAbove: 100_00,
}
const terms = { name: 'Harbour Café', timeZone: 'Asia/Taipei', feePermyriad: 150, lateDeclinePolicy: 'member_debt' }
const level = { level: 2, name: 'Gold', minPoints: 1000, maxPoints: 4999, discount: 900 }
const binding = { role: 'member', limitPerCharge: 50_00, limitPerDay: 100_00 }

/** Good examples of what is sent to manage members, cards, shops and terminals; samples.ts lists them with the others. */
export const LIFECYCLE_REQUESTS: Examples = {
  ReasonRequest: { reason },
  NewMember: { name: '陳雨', phone: '+886900000001', email: 'yu@example.com' },
  MemberChanges: { name: 'Chen Yu', phone: '+886900000001', email: 'yu@example.com' },
  MyProfileChanges: { name: 'Chen Yu' },
  PasswordToSet: { password: 'seven quiet lanterns' },
  EraseMember: { reason, forfeitBalance: true },
  IdentityAssertion: { provider: 'line', assertion: 'eyJhbGciOiJFZERTQSJ9.e30.AAAA' },
  NewCard: { ownerId: ID, cardType: 'corporate', fixedDiscount: 850, expiresAt: AT },
  Binding: binding,
  SetBindingPassword: { password: 'family secret' },
  BindMyself: { cardNo: CARD_NO, password: 'family secret' },
  ReplaceMyCard: { reason },
  ReplaceCard: { reason, expiresAt: AT },
  IssueCodesInBulk: { cards: [{ cardId: ID, memberId: ID }] },
  RevokeCodesInBulk: { cardIds: [ID], reason },
  NewMerchant: { code: 'harbour', ...terms },
  MerchantChanges: terms,
  PolicyChanges: policy,
  NewMerchantUser: { login: 'mei', name: '林小姐', role: 'cashier', pin: '4071', password: 'seven quiet lanterns' },
  MerchantUserChanges: { role: 'manager' },
  PinToSet: { pin: '4071' },
  ChoosePin: { pin: '4071', newPin: '8302' },
  PlatformSettingsChanges: settings,
  MembershipLevelsToSet: { levels: [level] },
  RotateSigningKey: { validFrom: AT },
  NewTerminal: { merchantId: ID, label: 'Till 1' },
  TerminalChanges: { label: 'Till 2' },
  RevokeTerminal: { at: AT, drain: false, reason },
  ReleaseEntry: { entryId: ID, reason },
}

const member = {
  id: ID,
  memberNo: 'M0000000018',
  name: 'Chen Yu',
  phone: '+886•••••0001',
  email: 'y•••@example.com',
  status: 'active',
  createdAt: AT,
}
const identity = { provider: 'line', boundAt: AT }
const card = {
  id: ID,
  cardNo: '•••• 0002',
  cardType: 'standard',
  status: 'active',
  ownerId: ID,
  ownerNo: 'M0000000018',
  balance: 1000_00,
  points: 12,
  level: 1,
  expiresAt: AT,
  replacedBy: null,
  createdAt: AT,
}
const cardMember = { memberId: ID, memberNo: 'M0000000018', name: 'Chen Yu', ...binding, boundAt: AT }
const code = {
  id: ID,
  memberId: ID,
  discount: 950,
  offlineLimit: 0,
  issuedAt: AT,
  validFrom: AT,
  expiresAt: AT,
  revokedAt: AT,
  spentBy: ID,
}
const merchant = { id: ID, code: 'harbour', ...terms, status: 'active', blockedAt: AT, createdAt: AT }
const revision = { revision: 3, ...policy, createdAt: AT }
const user = {
  userId: ID,
  login: 'mei',
  name: '林小姐',
  role: 'cashier',
  status: 'active',
  hasPin: true,
  hasPassword: false,
  mustChoosePin: false,
  since: AT,
}
const terminal = {
  id: ID,
  merchantId: ID,
  label: 'Till 1',
  status: 'active',
  revokedAt: AT,
  drainAllowed: true,
  epoch: 1,
  lastSeenAt: AT,
  app: '0.1.0',
  clockOffsetMs: -20,
  queueDepth: 2,
  queueSum: 300_00,
  oldestAgeS: 5,
  missing: 0,
  createdAt: AT,
}
const gap = { terminalId: ID, epoch: 1, from: 3, to: 5, noticedAt: AT }
const fault = {
  terminalId: ID,
  entryId: ID,
  code: 'broken_chain',
  epoch: 1,
  seq: 7,
  recordedAt: AT,
  firstSeenAt: AT,
  lastSeenAt: AT,
  timesSeen: 2,
  released: false,
}
const alert = {
  id: '7',
  kind: 'terminal_silent',
  severity: 'HIGH',
  objectType: 'terminal',
  objectId: ID,
  context: {},
  openedAt: AT,
  resolvedAt: AT,
  acknowledgedAt: AT,
}

/** The same of what is answered. */
export const LIFECYCLE_ANSWERS: Examples = {
  NewMemberAnswer: { id: ID, memberNo: 'M0000000018' },
  MyProfile: { id: ID, memberNo: 'M0000000018', name: 'Chen Yu', phone: '+886900000001', email: 'yu@example.com', createdAt: AT },
  MemberSummary: member,
  MemberList: { members: [member], next: 'cursor' },
  MemberDetail: {
    ...member,
    blockedAt: AT,
    identities: [identity],
    cards: [{ cardId: ID, cardNo: '•••• 0002', cardType: 'standard', status: 'lost', role: 'owner' }],
  },
  BoundIdentity: identity,
  BoundIdentities: { identities: [identity] },
  NewCardAnswer: { id: ID, cardNo: CARD_NO },
  CardSummary: card,
  CardList: { cards: [card], next: 'cursor' },
  CardMember: cardMember,
  CardMembers: { members: [cardMember] },
  CardDetail: {
    ...card,
    discount: 950,
    fixedDiscount: 850,
    blockedAt: AT,
    frozenByPlatform: true,
    hasBindingPassword: true,
    members: [cardMember],
    replaces: [{ cardId: ID, replacedAt: AT, balance: 1, points: 0, reason }],
  },
  BoundCard: { cardId: ID },
  ReplacedCard: { cardId: ID },
  CodeRecord: code,
  CodeRecords: { codes: [code], next: 'cursor' },
  BulkCodes: { codes: [{ cardId: ID, memberId: ID, code: 'MPS1:AA', validFrom: AT, expiresAt: AT }], refused: [ID] },
  RevokedCodes: { revoked: 2 },
  NewMerchantAnswer: { id: ID },
  MerchantSummary: merchant,
  MerchantList: { merchants: [merchant], next: 'cursor' },
  PolicyRevision: revision,
  PolicyRevisions: { policies: [revision] },
  NewPolicyAnswer: { revision: 4 },
  MerchantUser: user,
  MerchantRoster: { users: [user] },
  NewMerchantUserAnswer: { userId: ID },
  PlatformSettings: settings,
  MembershipLevels: { levels: [level] },
  CodeSigningKeys: { keys: [{ keyId: 1, publicKey: KEY, validFrom: AT, retiredAt: AT }] },
  Alert: alert,
  Alerts: { alerts: [alert], next: 'cursor' },
  NewTerminalAnswer: { id: ID },
  PairingCode: { pairingCode: 'AB12-CD34', expiresAt: AT },
  TerminalState: terminal,
  TerminalStates: { terminals: [terminal], next: 'cursor' },
  SequenceGap: gap,
  EntryFault: fault,
  TerminalGaps: { gaps: [gap], faults: [fault] },
}
