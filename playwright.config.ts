import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './tools/chromium.ts'

/** The browser tests of every app. A spec starts its own server, as a process or in its own, on a database cloned from the run's template. */
export default defineConfig({
  testDir: 'apps',
  testMatch: ['*/tests/e2e/**/*.spec.ts', '*/tests/browser/**/*.spec.ts', '*/tests/electron/**/*.spec.ts'],
  globalSetup: './apps/sync-server/tests/support/global-setup.ts',
  outputDir: 'test-results',
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  // A shared machine can starve a browser for seconds; a test that needs its second try is reported as flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    trace: 'retain-on-failure',
    viewport: { width: 1280, height: 800 },
  },
})
