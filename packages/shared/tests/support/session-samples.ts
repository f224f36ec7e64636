const ID = '01936f2a-7b1c-7abc-8def-0123456789ab'
const AT = '2026-11-23T08:42:00.123Z'
const KEY = 'OpXl0tEkrkhAHrprpvTPcdbNX2IEh9eTYhSmLmUguF0'

const auditEvent = {
  id: 7,
  happenedAt: AT,
  action: 'card.frozen',
  actorId: ID,
  actorKind: 'member',
  deviceId: ID,
  requestId: 'request-1',
  objectType: 'card',
  objectId: ID,
  context: {},
}
const session = { id: ID, kind: 'user', merchantId: ID, isCurrent: true, startedAt: AT, usedAt: AT, expiresAt: AT }
const userMerchant = { id: ID, code: 'harbour', name: 'Harbour Café', role: 'manager' }
export const TOKENS = {
  access_token: 'x',
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: KEY,
  refresh_expires_in: 3600,
  serverTime: AT,
}

/** Good examples of what is sent to sign in and to look after an account; samples.ts lists them with the others. */
export const SESSION_REQUESTS = {
  ChangePassword: { password: 'old', newPassword: 'correct horse' },
  BeginTotp: { password: 'old' },
  ConfirmTotp: { totp: '123456' },
  RemoveTotp: { password: 'old', totp: '123456', recoveryCode: 'ABCD-EFGH-IJKL-2345' },
  RefreshRequest: { refresh_token: KEY },
  UserRefreshRequest: { refresh_token: KEY, merchantId: ID },
  UserSignIn: { login: 'mei', password: 'secret', totp: '123456', recoveryCode: 'ABCD-EFGH-IJKL-2345', merchantId: ID },
}

/** The same of what is answered, and of the audit trail. */
export const SESSION_ANSWERS = {
  AuditEvent: auditEvent,
  AuditEvents: { events: [auditEvent], next: 'cursor' },
  AuditCheck: { faults: 1, first: { sealNo: 1, eventId: 7, fault: 'row_changed' } },
  TokenAnswer: TOKENS,
  TotpEnrolment: { secret: 'ABCD', uri: 'otpauth://totp/MPS', recoveryCodes: ['ABCD-EFGH-IJKL-2345'] },
  SessionSummary: session,
  SessionList: { sessions: [session] },
  SessionsEnded: { ended: 2 },
  UserMerchant: userMerchant,
  UserSession: {
    ...TOKENS,
    kind: 'user',
    user: { id: ID, login: 'mei', name: 'Mei' },
    merchant: userMerchant,
    merchants: [userMerchant],
    mustEnrolSecondFactor: false,
  },
}
