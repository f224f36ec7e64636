import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tools/test/longest-first.ts'

/** `npm test` runs all of it; `vitest run --project shared` runs one part. */
export default defineConfig({
  test: {
    // Two cores, and PostgreSQL needs its share of them.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      // Pure parts: without isolation their modules are loaded once per worker and not once per file.
      { test: { name: 'shared', include: ['packages/shared/tests/**/*.test.ts'], testTimeout: 60_000, isolate: false } },
      {
        test: {
          name: 'sync-server',
          include: ['apps/sync-server/tests/**/*.test.ts'],
          globalSetup: 'apps/sync-server/tests/support/global-setup.ts',
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'terminal',
          include: ['apps/terminal/tests/{main,renderer}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'wallet', include: ['apps/wallet/tests/unit/**/*.test.{ts,tsx}'], isolate: false } },
      { test: { name: 'tools', include: ['tools/tests/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 60_000 } },
    ],
  },
})
