import { createRxDatabase, removeRxDatabase, type RxCollection, type RxDatabase, type RxJsonSchema } from 'rxdb/plugins/core'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import type { EntryDoc } from './entry-doc.ts'

const nullable = (type: string) => ({ type: [type, 'null'] })

// Documents come from our own typed reducer only, so no validator runs in production (ajv's would need `unsafe-eval`).
const schema: RxJsonSchema<EntryDoc> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    sortKey: { type: 'string', maxLength: 13 },
    n: { type: 'integer' },
    kind: { type: 'string', maxLength: 20 },
    state: { type: 'string', maxLength: 10 },
    body: { type: 'string' },
    sig: { type: 'string' },
    code: nullable('string'),
    hash: { type: 'string' },
    within: { type: 'boolean' },
    confirmed: { type: 'boolean' },
    outcome: nullable('object'),
    divergence: nullable('object'),
    answeredAt: nullable('string'),
    attempts: { type: 'integer' },
    lastAttemptAt: nullable('string'),
    lastError: nullable('string'),
    voidedBy: nullable('string'),
    voidEffect: nullable('string'),
    signedOffBy: nullable('string'),
  },
  required: ['id', 'sortKey', 'n', 'kind', 'state', 'body', 'sig', 'hash'],
  indexes: ['sortKey', ['state', 'sortKey'], ['kind', 'sortKey']],
}

export type EntriesDatabase = RxDatabase<{ entries: RxCollection<EntryDoc> }>

const storage = () => getRxStorageDexie({ chromeTransactionDurability: 'strict' })

/** Opens the view's database. One window owns the log, so nothing is shared between instances. */
export async function openEntriesDatabase(name: string): Promise<EntriesDatabase> {
  const database: EntriesDatabase = await createRxDatabase({
    name,
    storage: storage(),
    multiInstance: false,
    eventReduce: false,
    closeDuplicates: true,
  })
  await database.addCollections({ entries: { schema } })
  return database
}

/** Throws the view away; the journal holds all that it held. */
export async function removeEntriesDatabase(name: string): Promise<void> {
  await removeRxDatabase(name, storage(), false)
}
