import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './tools/chromium.ts'

const SPECS = ['*/tests/e2e/**/*.spec.ts', '*/tests/browser/**/*.spec.ts', '*/tests/electron/**/*.spec.ts']
/** Started first: the shift waits two minutes for a decline to be late, and whatever takes long must not be what all the others wait for. */
const LONGEST = ['terminal/tests/e2e/{shift,screens,outage}.spec.ts', 'wallet/tests/e2e/screens.spec.ts']

/** The browser tests of every app. A spec starts its own server, as a process or in its own, on a database cloned from the run's template. */
export default defineConfig({
  testDir: 'apps',
  projects: [
    { name: 'longest', testMatch: LONGEST },
    { name: 'others', testMatch: SPECS, testIgnore: LONGEST },
  ],
  globalSetup: './tools/browser-setup.ts',
  outputDir: 'test-results',
  // One more than the cores of a small machine: a test waits for servers, heartbeats and fingers a third of its time.
  workers: 3,
  timeout: 240_000,
  // What passes waits no longer for it; a machine that does other things beside may need it.
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  // A shared machine can starve a browser for seconds; a test that needs its second try is reported as flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    // Recording every test takes as long as the tests: the second try is recorded, and `--trace on` records a first one.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    // What cannot be clicked fails by its name, long before its test runs out of time.
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
  },
})
