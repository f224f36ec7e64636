import { MemberSession, Problem } from '@mps/shared'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueToken } from '../../src/tokens.ts'
import { aDevice, aMember } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { memberTokenOf } from '../support/tokens.ts'

const HOUR_S = 3600

describe('signing in as a member', () => {
  let database: TestDatabase
  let server: TestServer
  const signIn = (login: string, password: string) => server.call('/v1/me/session', { body: { login, password } })
  const codeOf = (answer: Answer) => `${answer.status} ${String(answer.body['code'])}`
  /** A problem document without what differs from request to request. */
  const withoutId = (answer: Answer) => ({ ...Problem.parse(answer.body), requestId: '' })

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  it('takes the member number, the phone or the e-mail, with the password', async () => {
    const member = await aMember(database, { name: 'Lin Mei-Hua', phone: '+886912345678', email: 'mei@example.com' })
    for (const login of [member.memberNo, member.memberNo.toLowerCase(), '+886912345678', ' Mei@Example.com ']) {
      const answer = await signIn(login, member.password)
      expect(answer.status).toBe(200)
      const session = MemberSession.parse(answer.body)
      expect(session.member).toEqual({ id: member.memberId, memberNo: member.memberNo, name: 'Lin Mei-Hua' })
      expect(session.expires_in).toBe(900)
      expect(decodeJwt(session.access_token)).toMatchObject({ aud: 'mps-sync-server/member', sub: member.memberId })
    }
  })

  it('answers a wrong password and an unknown login alike', async () => {
    const member = await aMember(database)
    const wrong = await signIn(member.memberNo, 'not the password')
    const unknown = await signIn('M9999999999', 'not the password')
    expect(codeOf(wrong)).toBe('401 credentials_wrong')
    expect(withoutId(unknown)).toEqual(withoutId(wrong))
  })

  it('locks after five failures, whether or not the login exists, and says for how long', async () => {
    const member = await aMember(database)
    for (const login of [member.memberNo, 'nobody@example.com']) {
      for (let i = 0; i < 5; i++) expect(codeOf(await signIn(login, `guess ${i}`))).toBe('401 credentials_wrong')
      const locked = await signIn(login, member.password)
      expect(codeOf(locked)).toBe('429 locked_out')
      const retryAfterS = Number(locked.headers.get('retry-after'))
      expect(retryAfterS).toBeGreaterThan(14 * 60)
      expect(retryAfterS).toBeLessThanOrEqual(15 * 60)
    }
  })

  it('counts guesses that are sent all at once', async () => {
    const member = await aMember(database)
    const guesses = await Promise.all(Array.from({ length: 30 }, (_, i) => signIn(member.memberNo, `guess ${i}`)))
    const compared = guesses.filter((answer) => codeOf(answer) === '401 credentials_wrong')
    expect(compared).toHaveLength(5)
    const others = new Set(guesses.filter((answer) => !compared.includes(answer)).map(codeOf))
    expect([...others].every((code) => ['429 too_many_requests', '429 locked_out'].includes(code))).toBe(true)
    expect(codeOf(await signIn(member.memberNo, member.password))).toBe('429 locked_out')
  })

  it('forgets earlier failures after a success', async () => {
    const member = await aMember(database)
    for (let i = 0; i < 4; i++) await signIn(member.memberNo, 'wrong')
    expect((await signIn(member.memberNo, member.password)).status).toBe(200)
    expect(codeOf(await signIn(member.memberNo, 'wrong'))).toBe('401 credentials_wrong')
    expect((await signIn(member.memberNo, member.password)).status).toBe(200)
  })

  it('tells a suspended member so, and only with the right password', async () => {
    const member = await aMember(database)
    await suspend(member.memberId)
    expect(codeOf(await signIn(member.memberNo, 'wrong'))).toBe('401 credentials_wrong')
    expect(codeOf(await signIn(member.memberNo, member.password))).toBe('403 forbidden')
  })

  it('names the fields that are missing or wrong', async () => {
    const answer = await server.call('/v1/me/session', { body: { login: 'x', extra: true } })
    expect(codeOf(answer)).toBe('422 validation_failed')
    expect(Problem.parse(answer.body).errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['login', 'password']))
  })

  it('renews a session with its token', async () => {
    const member = await aMember(database)
    const first = MemberSession.parse((await signIn(member.memberNo, member.password)).body)
    const renewed = await server.call('/v1/me/session/renew', { body: {}, token: first.access_token })
    expect(renewed.status).toBe(200)
    const second = MemberSession.parse(renewed.body)
    expect(second.member).toEqual(first.member)
    expect(decodeJwt(second.access_token)['signedInAt']).toBe(decodeJwt(first.access_token)['signedInAt'])
    expect((await server.call('/v1/me/cards', { token: second.access_token })).status).toBe(200)
  })

  it('renews no session beyond twelve hours, nor that of a member who has been suspended', async () => {
    const member = await aMember(database)
    const first = MemberSession.parse((await signIn(member.memberNo, member.password)).body)
    const sid = decodeJwt(first.access_token)['sid']
    const nowS = Math.floor(Date.now() / 1000)
    const tokenOf = (signedInAt: number) => issueToken(server.context.keys, 'member', member.memberId, { sid, signedInAt })
    const renew = async (token: string) => server.call('/v1/me/session/renew', { body: {}, token })
    expect(codeOf(await renew(await tokenOf(nowS - 12 * HOUR_S)))).toBe('401 token_expired')
    const last = MemberSession.parse((await renew(await tokenOf(nowS - 12 * HOUR_S + 300))).body)
    expect(last.expires_in).toBeLessThanOrEqual(300)
    await suspend(member.memberId)
    expect(codeOf(await renew(await tokenOf(nowS)))).toBe('401 unauthenticated')
  })

  it('refuses a request without a token, with a forged or ended one, and with a terminal’s', async () => {
    const member = await aMember(database)
    const { sid, signedInAt } = decodeJwt(await memberTokenOf(server, member))
    const claims = { sid, signedInAt }
    const ended = await issueToken(server.context.keys, 'member', member.memberId, claims, -1)
    const good = await issueToken(server.context.keys, 'member', member.memberId, claims)
    const terminal = await (await aDevice(database, server)).token()
    const read = async (token?: string) => codeOf(await server.call('/v1/me/cards', token === undefined ? {} : { token }))
    expect(await read()).toBe('401 unauthenticated')
    expect(await read(`${good.slice(0, -3)}AAA`)).toBe('401 unauthenticated')
    expect(await read(terminal)).toBe('401 unauthenticated')
    expect(await read(ended)).toBe('401 token_expired')
    expect((await server.call('/v1/terminal/config', { token: good })).status).toBe(401)
  })

  it('writes no password, login or token into the log', async () => {
    const member = await aMember(database, { email: 'quiet@example.com' })
    const { access_token: token } = MemberSession.parse((await signIn('quiet@example.com', member.password)).body)
    await signIn('quiet@example.com', 'a wrong secret')
    await server.call('/v1/me/cards', { token })
    const log = server.log.join('\n')
    for (const secret of [member.password, 'quiet@example.com', 'a wrong secret', token]) expect(log).not.toContain(secret)
  })

  async function suspend(memberId: string): Promise<void> {
    await database.owner.query(`update app.member_profiles set status = 'suspended', blocked_at = clock_timestamp() where id = $1`, [
      memberId,
    ])
  }
})
