import { MemberSession } from '@mps/shared'
import type { Member } from '../support/builders.ts'
import type { TestServer } from '../support/test-server.ts'

/** A member's access token, from the sign-in that a wallet makes. */
export async function memberToken(server: Pick<TestServer, 'call'>, member: Member): Promise<string> {
  const answer = await server.call('/v1/me/session', { body: { login: member.memberNo, password: member.password } })
  if (answer.status !== 200) throw new Error(`the sign-in was refused: ${answer.text}`)
  return MemberSession.parse(answer.body).access_token
}
