import { createHash } from 'node:crypto'
import { uuidv7 } from '@mps/shared'
import { openKeyStore } from '../apps/sync-server/src/secrets.ts'
import { openPasswords } from '../apps/sync-server/src/sessions/passwords.ts'
import { issueToken } from '../apps/sync-server/src/tokens.ts'
import { startEngine } from './support/engine.ts'
import { type Card, populate } from './support/population.ts'
import { type Figure, figure, printFigure, writeResults } from './support/report.ts'

/**
 * Whether the time of an answer tells a member what its text does not: the same call about a card, code or payment that nobody has, and about somebody
 * else's in each state; the same sign-in with a login that nobody has, and with one that somebody has. Median of each ÷ median of the unknown, taken in
 * turns. Bar: within 10 % for calls, 5 % for sign-ins.
 */
const CALLS = Number(process.env['BENCH_CALLS'] ?? 200)
const SIGN_INS = Number(process.env['BENCH_SIGN_INS'] ?? 8)
const ROUNDS = 5

// Guessing is what this does; the limits are tested elsewhere.
process.env['RATE_LIMIT_SIGN_IN'] = '100000'
const engine = await startEngine()
const keys = await openKeyStore({ file: engine.secretsFile })
const results: Record<string, Figure> = {}
const slow: string[] = []

type Case = { name: string; call: (i: number) => Promise<Response> }

async function timed({ call }: Case, i: number): Promise<number> {
  const startedMs = performance.now()
  await (await call(i)).text()
  return performance.now() - startedMs
}

/** All cases in turns, call by call; the order changes each time, so that none always follows the same one. */
async function round(cases: Case[], calls: number, offset: number): Promise<number[]> {
  const times = cases.map((): number[] => [])
  for (let i = 0; i < calls; i++) {
    for (let k = 0; k < cases.length; k++) {
      const at = (i + k) % cases.length
      times[at]!.push(await timed(cases[at]!, offset + i))
    }
  }
  return times.map((each) => figure(each).median)
}

async function compare(title: string, cases: Case[], calls: number, bar: number): Promise<void> {
  await round(cases, Math.ceil(calls / 4), 0)
  const rounds: number[][] = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(cases, calls, (i + 1) * calls))
  console.log(`${title}: ${cases[0]!.name} takes ${figure(rounds.map((each) => each[0]!)).median.toFixed(2)} ms`)
  for (const [at, { name }] of cases.entries()) {
    if (at === 0) continue
    const ratio = figure(rounds.map((each) => each[at]! / each[0]!))
    results[`${title}: ${name}`] = ratio
    printFigure('', ratio, name)
    if (Math.abs(ratio.median - 1) > bar) slow.push(`${title}: ${name}`)
  }
}

async function memberToken(memberId: string): Promise<string> {
  const { rows } = await engine.owner.query<{ id: string }>(`select session_id as id from auth.start_session('member', $1, null, $2)`, [
    memberId,
    createHash('sha256').update(uuidv7()).digest(),
  ])
  return issueToken(keys, 'member', memberId, { sid: rows[0]!.id, signedInAt: Math.floor(Date.now() / 1000) })
}

const get = (path: string, token: string) => fetch(new URL(path, engine.serverUrl), { headers: { authorization: `Bearer ${token}` } })

async function compareReads(token: string, cards: Card[]): Promise<void> {
  const part = (n: number) => cards.slice(n * 100, n * 100 + 100)
  const set = (some: Card[], sql: string) =>
    engine.owner.query(`update app.member_cards set ${sql} where id = any ($1)`, [some.map(({ id }) => id)])
  await set(part(2), 'balance = 0')
  await set(part(3), `status = 'frozen', blocked_at = now()`)
  const paths: [string, (id: string) => string][] = [
    ['a card’s transactions', (id) => `/v1/me/cards/${id}/transactions`],
    ['a code', (id) => `/v1/me/codes/${createHash('sha256').update(id).digest('hex')}`],
  ]
  await engine.owner.query(
    `insert into app.card_qr_history (card_id, member_id, qr_hash, discount, offline_limit, valid_from, expires_at)
     select c.id, c.owner_member_id, sha256(convert_to(c.id::text, 'UTF8')), 1, 0, now(), now() + interval '1 hour' from app.member_cards c`,
  )
  for (const [title, path] of paths) {
    const about = (name: string, some: Card[] | null): Case => ({
      name,
      call: (i) => get(path(some ? some[i % some.length]!.id : uuidv7()), token),
    })
    const cases = [
      about('unknown', null),
      about('foreign', part(1)),
      about('foreign and empty', part(2)),
      about('foreign and frozen', part(3)),
    ]
    await compare(title, cases, CALLS, 0.1)
  }
}

async function compareSignIns(cards: Card[]): Promise<void> {
  const passwords = openPasswords()
  const hash = await passwords.hash('a good password')
  await passwords.close()
  await engine.owner.query('insert into auth.member_credentials (member_id, password_hash) select id, $1 from app.member_profiles', [hash])
  await engine.owner.query(`update app.member_profiles set phone = '+8869' || right(member_no, 8)`)
  await engine.owner.query(`update app.member_profiles set status = 'suspended', blocked_at = now() where id = any ($1)`, [
    cards.slice(500, 800).map(({ memberId }) => memberId),
  ])
  const { rows } = await engine.owner.query<{ phone: string; status: string }>(
    'select phone, status from app.member_profiles order by status, id',
  )
  const phones = (status: string) => rows.filter((row) => row.status === status).map(({ phone }) => phone)
  const signIn = (login: string) =>
    fetch(new URL('/v1/me/session', engine.serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: 'a wrong password' }),
    })
  const of = (name: string, logins: string[]): Case => ({ name, call: (i) => signIn(logins[i % logins.length]!) })
  // A login of its own each time: the sixth attempt on one would be locked, known or not.
  const unknown: Case = { name: 'unknown', call: (i) => signIn(`+8860${String(i).padStart(8, '0')}`) }
  await compare(
    'a sign-in',
    [unknown, of('somebody’s phone', phones('active')), of('a suspended member’s', phones('suspended'))],
    SIGN_INS,
    0.05,
  )
}

try {
  const [me, ...cards] = await populate(engine.owner, 1000)
  await compareReads(await memberToken(me!.memberId), cards)
  await compareSignIns(cards)
  await writeResults('enumeration', results)
} finally {
  await engine.stop()
}
if (slow.length > 0) throw new Error(`Answers that take another time: ${slow.join('; ')}`)
