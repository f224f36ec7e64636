import type { ActorName } from '@mps/shared/api'

/** The terminal that a request comes from; `drainOnly`: it has been revoked and hands over what it recorded before. */
export type TerminalActor = { kind: 'terminal'; terminalId: string; epoch: number; merchantId: string; drainOnly: boolean }
/** The member, and when they gave their password, in seconds since the epoch. */
export type MemberActor = { kind: 'member'; memberId: string; signedInAtS: number; sessionId: string }
/** A person who signed in for one merchant; its cashiers may do less than its managers. */
export type MerchantActor = { kind: 'user'; userId: string; merchantId: string; role: 'manager' | 'cashier'; sessionId: string }
export type AdminActor = { kind: 'admin'; adminId: string; sessionId: string }
/** A user or an admin about their own account, whatever else they may do. */
export type AccountActor = { kind: 'account'; userId: string; sessionId: string }
export type PublicActor = { kind: 'public' }

export type SignedInActor = TerminalActor | MemberActor | MerchantActor | AdminActor | AccountActor
export type Actor = SignedInActor | PublicActor

type ActorByName = {
  public: PublicActor
  terminal: TerminalActor
  member: MemberActor
  'merchant:any': MerchantActor
  'merchant:manager': MerchantActor & { role: 'manager' }
  admin: AdminActor
  account: AccountActor
}

/** Who can come through the door of an endpoint that is declared for these actors. */
export type ActorOf<A> = A extends ActorName ? ActorByName[A] : A extends readonly ActorName[] ? ActorByName[A[number]] : never
