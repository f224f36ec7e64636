import { aTerminal } from '../../apps/sync-server/tests/support/builders.ts'
import { openDatabase } from '../../apps/sync-server/tests/support/test-database.ts'
import { type Engine, startEngine } from './engine.ts'
import { cutOff, drain, type LogDevice, onNewDevice, openLog, sell, states } from './log-device.ts'
import { aBenchShop, issueCodes, populate } from './population.ts'

const CARDS = 1000

/** T3 on the real thing: a browser's log drains into the real server process and PostgreSQL, which verify, settle and post all of it. */
export async function measureRealDrain(bundle: string, entries: number, rounds: number): Promise<number[]> {
  const engine = await startEngine()
  const database = await openDatabase(engine.postgresUrl.href)
  try {
    await printSettings(engine)
    const cards = await populate(engine.owner, CARDS)
    const shop = await aBenchShop(engine.owner)
    const durations: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const { pairingCode } = await aTerminal(database, shop.merchantId)
      const queue = Array.from({ length: entries }, (_, i) => cards[i % cards.length]!)
      const codes = (await issueCodes(engine.owner, engine.secretsFile, queue)).map(({ code }) => code)
      const { ms, cpu } = await onNewDevice(bundle, engine.serverUrl.origin, (device) =>
        outage(device, engine, { pairingCode, codes, cashierId: shop.cashierId }),
      )
      durations.push(ms)
      console.log(`round ${round}: T3 ${ms.toFixed(0)} ms into the real server${cpu}`)
    }
    await conservation(engine, entries * rounds)
    return durations
  } finally {
    await database.close()
    await engine.stop()
  }
}

type Outage = { pairingCode: string; codes: readonly string[]; cashierId: string }

async function outage(device: LogDevice, engine: Engine, { pairingCode, codes, cashierId }: Outage): Promise<{ ms: number; cpu: string }> {
  await openLog(device)
  await device.page.evaluate((code) => globalThis.page.log!.pair(code), pairingCode)
  await cutOff(device)
  await sell(device, codes, codes.length, cashierId)
  device.front.backend = engine.serverUrl.origin
  const before = engine.cpu()
  const ms = await drain(device)
  const after = engine.cpu()
  const found = await states(device)
  if (found['settled'] !== codes.length) throw new Error(`not everything settled: ${JSON.stringify(found)}`)
  if (!before || !after) return { ms, cpu: '' }
  const [server, postgres] = [after.server - before.server, after.postgres - before.postgres]
  return { ms, cpu: ` (processor time: server ${server} ms, PostgreSQL ${postgres} ms)` }
}

async function printSettings({ owner }: Engine): Promise<void> {
  const { rows } = await owner.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers')`,
  )
  console.log(rows.map(({ name, setting }) => `${name}=${setting}`).join(' '))
}

/** Balances = seed + ledger to the minor unit, every charge once, and no fault that verify_ledger finds. */
async function conservation({ owner }: Engine, charges: number): Promise<void> {
  const { rows: faults } = await owner.query('select * from app.verify_ledger()')
  const { rows } = await owner.query<{ balances: string; ledger: string; settled: number; ids: number }>(
    `select (select sum(balance) from app.member_cards) as balances,
            (select sum(case when credit_type = 'card_balance' then amount else -amount end)
             from app.ledger_entries where 'card_balance' in (credit_type, debit_type)) as ledger,
            count(*)::int as settled, count(distinct t.entry_id)::int as ids
     from app.transactions t where t.tx_type = 'payment' and t.status = 'completed'`,
  )
  const { balances, ledger, settled, ids } = rows[0]!
  console.log(
    `conservation: balances ${balances} = seed + ledger ${ledger}; ${charges} recorded, ${settled} settled, ${ids} different; ` +
      `faults found by verify_ledger: ${faults.length}`,
  )
  const isWhole = balances === ledger && settled === charges && ids === charges && faults.length === 0
  if (!isWhole) throw new Error(`lost, doubled or unbalanced: ${JSON.stringify(faults.slice(0, 3))}`)
}
