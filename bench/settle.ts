// pnpm bench:settle: L1, L2 and L3 of the quality bars against pgbench on the same PostgreSQL, interleaved round by round.
import { startEngine, SETTINGS } from './support/engine.ts'
import { BenchTill } from './support/bench-till.ts'
import { closedLoop, type Prepared } from './support/http-load.ts'
import { preparePgbench } from './support/pgbench.ts'
import { aBenchShop, type Card, draw, issueCodes, populate } from './support/population.ts'
import { figure, machine, percentile, printFigure, writeResults } from './support/report.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const scale = Number(process.env['BENCH_SCALE'] ?? 1)
const CONNECTIONS = 64
const LIVE_CHARGES = Math.round(12_800 * scale)
const BATCHES = Math.round(100 * scale)
const BATCH = 200
// Terminals that come back at once: the two sets that run have four of them, others wait for held entries, and some must make the next set ready.
const BACKLOG_CONNECTIONS = 16

console.log(machine())
const engine = await startEngine()
try {
  await bench()
} finally {
  await engine.stop()
}

async function bench(): Promise<void> {
  const { owner, serverUrl, postgresUrl } = engine
  const { rows } = await owner.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers')`,
  )
  console.log(rows.map(({ name, setting }) => `${name}=${setting}`).join(' '))
  const pgbench = await preparePgbench(postgresUrl)
  const cards = await populate(owner, 10_000)
  const shop = await aBenchShop(owner)
  const tills = await Promise.all(Array.from({ length: CONNECTIONS }, () => BenchTill.pair(owner, serverUrl, shop)))

  const ratios: Record<'L1' | 'L2' | 'L3', number[]> = { L1: [], L2: [], L3: [] }
  const rates: Record<string, number[]> = { pgbench: [], live: [], backlog: [], hot: [] }
  for (let round = 1; round <= rounds; round++) {
    // New ones each round: a terminal that has called cannot date its next charges back before that call.
    const backlogTills = await Promise.all(Array.from({ length: BACKLOG_CONNECTIONS }, () => BenchTill.pair(owner, serverUrl, shop)))
    await Promise.all([...tills, ...backlogTills].map((till) => till.signIn()))
    const spread = await liveQueues(tills, draw(cards, LIVE_CHARGES))
    const hot = await liveQueues(
      tills,
      Array.from({ length: LIVE_CHARGES }, () => cards[round]!),
    )
    const backlog = await backlogQueues(backlogTills, draw(cards, BATCHES * BATCH))
    await owner.query('checkpoint')

    const tps = await pgbench.tps(6)
    const live = await run(spread, 'live')
    const hotRate = await run(hot, 'hot')
    const drained = await run(backlog, 'backlog')
    ratios.L1.push(live / tps)
    ratios.L2.push(drained / tps)
    ratios.L3.push(hotRate / live)
    for (const [name, rate] of Object.entries({ pgbench: tps, live, hot: hotRate, backlog: drained })) rates[name]!.push(rate)
    console.log(
      `round ${round}: pgbench ${tps.toFixed(0)}  live ${live.toFixed(0)}  hot ${hotRate.toFixed(0)}  backlog ${drained.toFixed(0)} per second`,
    )
  }

  console.log(`\nreference: pgbench TPC-B, prepared, ${pgbench.clients} clients; median (min – max) of ${rounds} rounds`)
  printFigure('L1', figure(ratios.L1), 'live charges ÷ pgbench      bar 0.6, goal 1.0')
  printFigure('L2', figure(ratios.L2), 'backlog entries ÷ pgbench   bar 2.5, goal 5')
  printFigure('L3', figure(ratios.L3), 'one card ÷ many             bar 0.8, goal 1.0')
  await conservation()
  if (process.env['BENCH_METRICS'])
    console.log((await (await fetch(new URL('/metrics', serverUrl))).text()).match(/^mps_(set|settle).*$/gm)?.join('\n'))
  await writeResults('settle', {
    L1: figure(ratios.L1),
    L2: figure(ratios.L2),
    L3: figure(ratios.L3),
    perSecond: Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, figure(values)])),
    settings: { ...SETTINGS, ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])) },
  })
}

/** Live charges dealt to the tills in turn, each a request of its own. */
async function liveQueues(tills: BenchTill[], cards: Card[]): Promise<Prepared[][]> {
  const codes = await issueCodes(engine.owner, engine.secretsFile, cards)
  const queues: Prepared[][] = tills.map(() => [])
  codes.forEach((code, i) => queues[i % tills.length]!.push(tills[i % tills.length]!.live(code)))
  return queues
}

async function backlogQueues(tills: BenchTill[], cards: Card[]): Promise<Prepared[][]> {
  const codes = await issueCodes(engine.owner, engine.secretsFile, cards)
  const batches = Array.from({ length: BATCHES }, (_, i) => codes.slice(i * BATCH, (i + 1) * BATCH))
  return tills.map((till, t) => till.backlog(batches.filter((_, i) => i % tills.length === t)))
}

/** Sends all queues, checks that everything settled, and says at what rate, latency and cost. */
async function run(queues: Prepared[][], name: string): Promise<number> {
  const before = engine.cpu()
  const result = await closedLoop(engine.serverUrl, queues)
  const after = engine.cpu()
  if (result.failures.length > 0) throw new Error(`${name}: not everything settled:\n${result.failures.join('\n')}`)
  const cost = before && after && { server: after.server - before.server, postgres: after.postgres - before.postgres }
  const perEntry = (ms: number) => `${((ms * 1000) / result.entries).toFixed(0)} µs`
  console.log(
    `  ${name}: p50 ${percentile(result.latenciesMs, 0.5).toFixed(1)} ms, p99 ${percentile(result.latenciesMs, 0.99).toFixed(1)} ms` +
      (cost ? `; CPU per entry: server ${perEntry(cost.server)}, PostgreSQL ${perEntry(cost.postgres)}` : ''),
  )
  return result.entries / result.seconds
}

/** Balances = seed + ledger, to the minor unit. */
async function conservation(): Promise<void> {
  const { rows } = await engine.owner.query<{ problem: string }>('select * from app.verify_ledger()')
  const { rows: sums } = await engine.owner.query<{ balances: string; ledger: string }>(
    `select (select sum(balance) from app.member_cards) as balances, (select sum(case when credit_type = 'card_balance' then amount when debit_type =
       'card_balance' then -amount end) from app.ledger_entries where 'card_balance' in (credit_type, debit_type)) as ledger`,
  )
  console.log(
    `conservation: balances ${sums[0]!.balances} = seed + ledger ${sums[0]!.ledger}; faults found by verify_ledger: ${rows.length}`,
  )
  if (rows.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(rows.slice(0, 3))}`)
}
