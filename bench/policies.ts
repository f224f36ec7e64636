import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../apps/sync-server/src/db/migrate.ts'
import { startEmbeddedPostgres } from '../tools/embedded-postgres.ts'
import { SETTINGS } from './support/engine.ts'
import { type Figure, figure, printFigure, writeResults } from './support/report.ts'

/**
 * What row level security costs on a page of transactions among 300,000: the time of the query as the actor, whom a policy shows their own rows, over
 * the time of the same query as the owner, who has to name them. Bar: 1.10.
 */
const TRANSACTIONS = Number(process.env['BENCH_TRANSACTIONS'] ?? 300_000)
const MERCHANTS = 50
const MEMBERS = 5000
const ROUNDS = 5
const QUERIES_PER_ROUND = 400
const BAR = 1.1

const PAGE = `select id, tx_no, tx_type, card_id, raw_amount, final_amount, status, payment_method, scanned_at, created_at from app.transactions t`
const NEWEST = 'order by t.created_at desc limit 50'

type Page = { name: string; role: string; ids: string[]; settings: (id: string) => Record<string, string>; where: (id: string) => string }

async function populate(owner: pg.Client): Promise<string[]> {
  await owner.query(`select app.create_merchant('m' || n, 'Shop ' || n) from generate_series(1, $1::int) n`, [MERCHANTS])
  await owner.query(`insert into app.terminals (merchant_id, label) select id, 'Till' from app.merchants`)
  await owner.query(`insert into app.member_profiles (name) select 'Bench ' || n from generate_series(1, $1::int) n`, [MEMBERS])
  await owner.query(`insert into app.member_cards (card_type, owner_member_id, level) select 'prepaid', id, 1 from app.member_profiles`)
  await owner.query(`insert into app.card_bindings (card_id, member_id, role) select id, owner_member_id, 'owner' from app.member_cards`)
  await owner.query(
    `with shops as (select array_agg(m.id order by m.id) as m, array_agg(t.id order by m.id) as t from app.merchants m join app.terminals t on t.merchant_id = m.id),
       cards as (select array_agg(c.id order by c.id) as c from app.member_cards c)
     insert into app.transactions (id, tx_no, tx_type, card_id, merchant_id, terminal_id, raw_amount, final_amount, status, payment_method, scanned_at, created_at)
     select sec.uuid_v7(), 'bench-' || n, 'payment', c[1 + (n::bigint * 7919 % $2)::int], m[1 + n % $3], t[1 + n % $3], 100, 100, 'completed', 'balance', at, at
     from shops, cards, generate_series(1, $1::int) n, lateral (select now() - make_interval(secs => ($1::int - n) * 8) as at) clock`,
    [TRANSACTIONS, MEMBERS, MERCHANTS],
  )
  await owner.query('vacuum analyze')
  const { rows } = await owner.query<{ id: string }>('select id from app.merchants')
  return rows.map(({ id }) => id)
}

/** The statement as the actor, and as the owner who names the rows; each opens and ends a transaction as the server does, in one round trip. */
function statements({ role, settings, where }: Page, id: string): { asActor: string; asOwner: string } {
  const set = Object.entries(settings(id)).map(([name, value]) => `set local ${name} = '${value}'`)
  return {
    asActor: ['begin', `set local role ${role}`, ...set, `${PAGE} ${NEWEST}`, 'commit'].join(';'),
    asOwner: ['begin', 'set local role none', ...set, `${PAGE} where ${where(id)} ${NEWEST}`, 'commit'].join(';'),
  }
}

async function timed(client: pg.Client, query: string): Promise<number> {
  const startedMs = performance.now()
  await client.query(query)
  return performance.now() - startedMs
}

/** One round: the two take turns, query by query, and medians are compared, so that whatever else the machine does falls on both or on neither. */
async function ratioOf(client: pg.Client, page: Page): Promise<{ ratio: number; actorMs: number }> {
  const actorMs: number[] = []
  const ownerMs: number[] = []
  for (let i = 0; i < QUERIES_PER_ROUND; i++) {
    const { asActor, asOwner } = statements(page, page.ids[(i * 31) % page.ids.length]!)
    actorMs.push(await timed(client, asActor))
    ownerMs.push(await timed(client, asOwner))
  }
  const [actor, owner] = [figure(actorMs).median, figure(ownerMs).median]
  return { ratio: actor / owner, actorMs: actor }
}

async function planOf(client: pg.Client, page: Page): Promise<string[]> {
  const { asActor } = statements(page, page.ids[0]!)
  const answers = (await client.query(asActor.replace(PAGE, `explain (costs off) ${PAGE}`))) as unknown as pg.QueryResult<
    Record<string, string>
  >[]
  return answers.flatMap(({ rows }) => rows.map((row) => row['QUERY PLAN'] ?? ''))
}

const folder = await mkdtemp(join(tmpdir(), 'mps-policies-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings: SETTINGS })
await migrate(postgres.url)
const owner = new pg.Client({ connectionString: postgres.url })
await owner.connect()
let failed = false
try {
  const merchants = await populate(owner)
  const pages: Page[] = [
    {
      name: 'merchant',
      role: 'mps_merchant',
      ids: merchants,
      settings: (id) => ({ 'sec.merchant_id': id }),
      where: (id) => `t.merchant_id = '${id}'`,
    },
  ]
  console.log(`A page of 50 among ${TRANSACTIONS} transactions of ${MERCHANTS} merchants: time as the actor ÷ time as the owner`)
  const results: Record<string, Figure & { pageMs: number; plan: string[] }> = {}
  for (const page of pages) {
    await ratioOf(owner, page)
    const rounds = []
    for (let i = 0; i < ROUNDS; i++) rounds.push(await ratioOf(owner, page))
    const plan = await planOf(owner, page)
    const ratio = figure(rounds.map((round) => round.ratio))
    const pageMs = figure(rounds.map((round) => round.actorMs)).median
    results[page.name] = { ...ratio, pageMs, plan }
    printFigure(page.name, ratio, `${pageMs.toFixed(2)} ms a page; ${plan.find((line) => line.includes('Index')) ?? plan[0] ?? ''}`)
  }
  console.log(results['merchant']?.plan.join('\n'))
  failed = (results['merchant']?.median ?? Infinity) > BAR
  await writeResults('policies', { ...results, settings: SETTINGS })
} finally {
  await owner.end()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
if (failed) throw new Error(`A merchant's page costs more than ${BAR} of what it costs without a policy`)
