import type { Options } from 'express-rate-limit'
import { expect, it } from 'vitest'
import { openRateStores } from '../../src/http/rate-stores.ts'
import { createLogger } from '../../src/logger.ts'

it('counts requests that arrive together one by one, and not all as the last of them', async () => {
  const stores = openRateStores(undefined, createLogger('silent'))
  const store = stores.store('codes')
  await store.init?.({ windowMs: 60_000 } as Options)
  const counts = await Promise.all(Array.from({ length: 31 }, async () => (await store.increment('one card')).totalHits))
  expect(counts).toEqual(Array.from({ length: 31 }, (_, i) => i + 1))
  expect((await store.increment('another card')).totalHits).toBe(1)
  await stores.close()
})
