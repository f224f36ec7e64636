import { MemberSession } from '@mps/shared'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aMember, type Member } from '../support/builders.ts'
import { codeOf } from '../support/code-of.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'

let database: TestDatabase
let server: TestServer
/** A second instance on the same database, with the same secrets. */
let other: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database.appUrl)
  other = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: server.context.config.secrets }))
})
afterAll(async () => {
  await other.stop()
  await server.stop()
  await database.drop()
})

const refresh = (token: string, at = server) => at.call('/v1/me/session/refresh', { body: { refresh_token: token } })
const cards = async (token: string, at = server) => codeOf(await at.call('/v1/me/cards', { token }))

async function signIn(member: Member): Promise<{ access: string; refresh: string }> {
  const answer = await server.call('/v1/me/session', { body: { login: member.memberNo, password: member.password } })
  return tokensOf(answer)
}

function tokensOf(answer: Answer): { access: string; refresh: string } {
  const { access_token: access, refresh_token: next } = MemberSession.parse(answer.body)
  return { access, refresh: next! }
}

/** Makes a spent token look as if it had been spent a while ago. */
async function age(seconds: number): Promise<void> {
  await database.owner.query('update auth.refresh_tokens set used_at = used_at - make_interval(secs => $1)', [seconds])
}

describe('a refresh token', () => {
  it('goes on with the session, once', async () => {
    const first = await signIn(await aMember(database))
    const answer = await refresh(first.refresh)
    expect(answer.status).toBe(200)
    const second = tokensOf(answer)
    expect(second.refresh).not.toBe(first.refresh)
    expect(await cards(second.access)).toBe('200 ok')
    expect(codeOf(await refresh(second.refresh))).toBe('200 ok')
  })

  it('has one successor, whichever of two tabs and two instances asks', async () => {
    const first = await signIn(await aMember(database))
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => refresh(first.refresh, i % 2 ? other : server)))
    expect(answers.map(codeOf)).toEqual(answers.map(() => '200 ok'))
    const successors = new Set(answers.map((answer) => tokensOf(answer).refresh))
    expect(successors.size).toBe(1)
    expect(codeOf(await refresh([...successors][0]!))).toBe('200 ok')
  })

  it('ends the whole family when it comes back later than two tabs would', async () => {
    const stolen = await signIn(await aMember(database))
    const second = tokensOf(await refresh(stolen.refresh))
    await age(11)
    expect(codeOf(await refresh(stolen.refresh))).toBe('401 unauthenticated')
    expect(codeOf(await refresh(second.refresh))).toBe('401 unauthenticated')
    expect(await cards(second.access)).toBe('401 unauthenticated')
    expect(await cards(stolen.access)).toBe('401 unauthenticated')
    const { rows } = await database.owner.query(
      `select count(*) as ended from audit.event_log where action = 'session.ended' and context ->> 'reason' = 'refresh_token_reused'`,
    )
    expect(rows).toEqual([{ ended: 1 }])
  })

  it('ends nobody else’s session by that', async () => {
    const member = await aMember(database)
    const [phone, tablet] = [await signIn(member), await signIn(member)]
    await refresh(phone.refresh)
    await age(11)
    await refresh(phone.refresh)
    expect(codeOf(await refresh(tablet.refresh))).toBe('200 ok')
  })

  it('is refused when it is unknown, of another server, or unused for too long', async () => {
    expect(codeOf(await refresh('A'.repeat(43)))).toBe('401 unauthenticated')
    expect(codeOf(await refresh('short'))).toBe('422 validation_failed')
    const { refresh: idle } = await signIn(await aMember(database))
    await database.owner.query(`update auth.refresh_tokens set expires_at = now() where used_at is null`)
    expect(codeOf(await refresh(idle))).toBe('401 unauthenticated')
  })

  it('stands in no table, and neither does its successor', async () => {
    const first = await signIn(await aMember(database))
    const second = tokensOf(await refresh(first.refresh))
    const { rows } = await database.owner.query<{ text: string }>(
      `select (select string_agg(t::text, ' ') from auth.refresh_tokens t) || (select string_agg(s::text, ' ') from auth.sessions s) as text`,
    )
    const stored = rows[0]!.text
    for (const token of [first.refresh, second.refresh]) {
      expect(stored).not.toContain(token)
      expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
    }
  })

  it('carries no session further than its end, however often it is used', async () => {
    const { refresh: token } = await signIn(await aMember(database))
    await database.owner.query(`update auth.sessions set expires_at = now() + interval '5 minutes' where ended_at is null`)
    const session = MemberSession.parse((await refresh(token)).body)
    expect(session.expires_in).toBeLessThanOrEqual(300)
    expect(session.refresh_expires_in).toBeLessThanOrEqual(300)
  })
})

describe('a session that has ended', () => {
  const end = (memberId: string) =>
    database.owner.query(`update app.member_profiles set status = 'suspended', blocked_at = clock_timestamp() where id = $1`, [memberId])

  it('makes its access token worthless within a second or so on every instance, whoever suspended the member', async () => {
    const member = await aMember(database)
    const { access, refresh: token } = await signIn(member)
    expect([await cards(access), await cards(access, other)]).toEqual(['200 ok', '200 ok'])
    await end(member.memberId)
    await sleep(1200)
    expect([await cards(access), await cards(access, other)]).toEqual(['401 unauthenticated', '401 unauthenticated'])
    expect(codeOf(await refresh(token))).toBe('401 unauthenticated')
  })

  it('lets nobody in on an old list while the database is away', async () => {
    const { access } = await signIn(await aMember(database))
    const alone = await startTestServer(database.appUrl, (config) => ({ ...config, secrets: server.context.config.secrets }))
    expect(await cards(access, alone)).toBe('200 ok')
    await alone.context.pool.end()
    await sleep(1200)
    expect(await cards(access, alone)).toBe('503 database_unavailable')
    await alone.stop().catch(() => {})
  })
})
