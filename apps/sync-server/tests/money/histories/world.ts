import type { CardType } from '@mps/shared'
import type { SetEntry } from '../../../src/charges/charge-set.ts'
import { settleSet } from '../../../src/charges/settle-set.ts'
import { readEntry } from '../../../src/entries/read-entry.ts'
import { aCard, aDevice, aMember, aMerchant, type Card, type Merchant } from '../../support/builders.ts'
import { byAdmin } from '../../support/as-actor.ts'
import type { TestDatabase } from '../../support/test-database.ts'
import type { TestServer } from '../../support/test-server.ts'
import { aCode, type Made, type ScannedCode, Till } from '../../support/till.ts'
import type { Level } from './model.ts'

export const FEE_PERMYRIAD = 150
/** Where the late till's clock stands: what it tells of happened this long ago. */
export const LATE_MS = 10 * 60_000
/** A history is over long before a void without a manager would be late, and a void from this far ahead is. */
const VOID_LEAVE_S = 100
export const LATE_VOID_MS = 115_000

const OPEN_LIMITS = {
  offline_max_per_charge: 9e9,
  offline_max_per_card: 9e9,
  offline_max_sum: 9e9,
  offline_max_count: 1e9,
  offline_approval_above: 9e9,
}

export type Answer = {
  state: string
  code?: string
  final?: number
  points?: number
  txNo?: string
  effect?: string
  [field: string]: unknown
}

/** A merchant with tills that live through many histories; each history brings a member and cards of its own. */
export class World {
  readonly database: TestDatabase
  readonly server: TestServer
  readonly merchant: Merchant
  readonly tills: Till[]
  /** A till that had no contact: what it tells of is ten minutes old. */
  late: Till

  private constructor(database: TestDatabase, server: TestServer, merchant: Merchant, tills: Till[]) {
    this.database = database
    this.server = server
    this.merchant = merchant
    this.tills = tills.slice(1)
    this.late = tills[0]!
  }

  static async open(database: TestDatabase, server: TestServer, tillCount = 2): Promise<World> {
    const merchant = await aMerchant(database, { policy: OPEN_LIMITS })
    await database.owner.query('update app.platform_settings set recharge_approval_above = 100000, void_leave_s = $1', [VOID_LEAVE_S])
    const tills = []
    for (let i = 0; i <= tillCount; i++) tills.push(new Till(await aDevice(database, server, merchant)))
    return new World(database, server, merchant, tills)
  }

  /** A member with cards, each with this balance. */
  async cards(types: readonly CardType[], balance: number): Promise<{ memberId: string; cards: Card[] }> {
    const { memberId } = await aMember(this.database)
    const cards = []
    for (const cardType of types) cards.push(await aCard(this.database, { ownerId: memberId, cardType, balance }))
    return { memberId, cards }
  }

  /** A code that is good now and was ten minutes ago, and that promises any amount without the server. */
  async code(memberId: string, cardId: string): Promise<ScannedCode> {
    const code = await aCode(this.server, memberId, cardId)
    await this.database.owner.query(
      `update app.card_qr_history set offline_limit = 99999999, valid_from = valid_from - interval '1 hour', issued_at = issued_at - interval '1 hour'
       where qr_hash = decode($1, 'hex')`,
      [code.codeHash],
    )
    return code
  }

  /** Settles entries as one set; nobody calls, so no contact is noted and a late till may go on telling of the past. */
  async settle(entries: readonly Made[]): Promise<Answer[]> {
    const set = entries.map(({ body, sig, code }, index): SetEntry => {
      const entry = readEntry({ body, sig, ...(code !== undefined && { code }) }, index)
      if (!('body' in entry)) throw new Error(`not an entry: ${entry.detail}`)
      return { entry, verdict: null, requestId: null }
    })
    const results = await settleSet(this.server.context, set, [], true)
    return results.map((result) => {
      if ('answer' in result) return JSON.parse(result.answer) as Answer
      return { state: result.status, ...('code' in result && { code: result.code }) }
    })
  }

  async settleOne(entry: Made): Promise<Answer> {
    return (await this.settle([entry]))[0]!
  }

  async setLevels(levels: readonly Level[]): Promise<void> {
    const rows = levels.map(({ level, min, max, discount }) => ({
      level,
      name: `level ${level}`,
      min_points: min,
      max_points: max,
      discount: discount / 1000,
    }))
    await byAdmin(this.database)('app.replace_membership_levels($1)', JSON.stringify(rows))
  }
}
