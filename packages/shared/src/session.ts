import { z } from 'zod'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { plainText } from './text.ts'

/** What a sign-in or a refresh answers with (RFC 6749, section 5.1); times to live are seconds. */
export const TokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().min(1),
  /** Good for one refresh, which brings the next one. Brought a second time, later than ten seconds after the first, it ends the session. */
  refresh_token: z.string(),
  refresh_expires_in: z.int().min(1),
  serverTime: Instant,
})
export type TokenAnswer = z.infer<typeof TokenAnswer>

const RefreshToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/**
 * `POST /v1/me/session/refresh`. The token travels in the body and not in a cookie: the API knows bearer tokens alone, so no page of another
 * origin can make a browser send one, and Electron, the wallet and a script use the same call.
 */
export const RefreshRequest = z.strictObject({ refresh_token: RefreshToken })
export type RefreshRequest = z.infer<typeof RefreshRequest>

/** `POST /v1/sessions/refresh`; a user of several shops may go on for another of them. */
export const UserRefreshRequest = RefreshRequest.extend({ merchantId: AnyUuid.optional() })
export type UserRefreshRequest = z.infer<typeof UserRefreshRequest>

export const MerchantRole = z.enum(['cashier', 'manager'])
export type MerchantRole = z.infer<typeof MerchantRole>

/** A shop that a user works for. */
export const UserMerchant = z.object({ id: AnyUuid, code: z.string(), name: z.string(), role: MerchantRole })
export type UserMerchant = z.infer<typeof UserMerchant>

/** Six digits of an authenticator app (RFC 6238). */
export const TotpCode = z.string().regex(/^\d{6}$/)
/** Good once, in place of the app: sixteen letters in groups of four. */
export const RecoveryCode = z.string().regex(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/)

/** `POST /v1/sessions`: a platform admin, a merchant's manager or a cashier signs in. */
export const UserSignIn = z.strictObject({
  login: plainText(1, 120),
  password: z.string().min(1).max(200),
  totp: TotpCode.optional(),
  recoveryCode: RecoveryCode.optional(),
  /** For a user of several shops; the first of them where none is named. */
  merchantId: AnyUuid.optional(),
})
export type UserSignIn = z.infer<typeof UserSignIn>

/** The answer of `POST /v1/sessions` and `POST /v1/sessions/refresh`. */
export const UserSession = TokenAnswer.extend({
  /** `admin` with a second factor; a `user` without a merchant can do nothing but manage their own account, and so enrol one. */
  kind: z.enum(['user', 'admin']),
  user: z.object({ id: AnyUuid, login: z.string(), name: z.string() }),
  /** The shop that the access token is for. */
  merchant: UserMerchant.nullable(),
  merchants: z.array(UserMerchant),
  /** An admin has to enrol a second factor before anything else. */
  mustEnrolSecondFactor: z.boolean(),
})
export type UserSession = z.infer<typeof UserSession>

const MIN_PASSWORD = 10
/** bcrypt reads no more than this many bytes: a longer password would be cut without a word. */
const MAX_PASSWORD_BYTES = 72
const MIN_DIFFERENT = 5

/** A password that somebody chooses. */
export const NewPassword = plainText(MIN_PASSWORD, MAX_PASSWORD_BYTES)
  .refine((text) => new TextEncoder().encode(text).length <= MAX_PASSWORD_BYTES, `at most ${MAX_PASSWORD_BYTES} bytes`)
  .refine((text) => new Set(text).size >= MIN_DIFFERENT, `at least ${MIN_DIFFERENT} different characters`)

/** `POST /v1/account/password` and `POST /v1/me/password`. All other sessions end. */
export const ChangePassword = z.strictObject({ password: z.string().min(1).max(200), newPassword: NewPassword })
export type ChangePassword = z.infer<typeof ChangePassword>

/** `POST /v1/account/totp`: begins to enrol an authenticator app; the password is asked for again. */
export const BeginTotp = z.strictObject({ password: z.string().min(1).max(200) })
export type BeginTotp = z.infer<typeof BeginTotp>

/** Shown once and never again. `uri` is the text of the QR that the app scans. */
export const TotpEnrolment = z.object({ secret: z.string(), uri: z.string(), recoveryCodes: z.array(RecoveryCode) })
export type TotpEnrolment = z.infer<typeof TotpEnrolment>

/** `POST /v1/account/totp/confirm`: the first code of the app; from then on every sign-in asks for one. */
export const ConfirmTotp = z.strictObject({ totp: TotpCode })
export type ConfirmTotp = z.infer<typeof ConfirmTotp>

/** `POST /v1/account/totp/remove`. */
export const RemoveTotp = z.strictObject({
  password: z.string().min(1).max(200),
  totp: TotpCode.optional(),
  recoveryCode: RecoveryCode.optional(),
})
export type RemoveTotp = z.infer<typeof RemoveTotp>

/** One of a person's open sessions. */
export const SessionSummary = z.object({
  id: AnyUuid,
  kind: z.enum(['member', 'user', 'admin']),
  merchantId: AnyUuid.nullable(),
  isCurrent: z.boolean(),
  startedAt: Instant,
  usedAt: Instant,
  expiresAt: Instant,
})
export type SessionSummary = z.infer<typeof SessionSummary>
export const SessionList = z.object({ sessions: z.array(SessionSummary) })
export type SessionList = z.infer<typeof SessionList>

/** How many sessions were ended by a sign-out. */
export const SessionsEnded = z.object({ ended: z.int().min(0) })
export type SessionsEnded = z.infer<typeof SessionsEnded>
