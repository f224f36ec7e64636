import { defineConfig } from '@playwright/test'

export default defineConfig({
  testMatch: '*.playwright.ts',
  retries: 1,
  workers: 1,
  outputDir: process.env['SAMPLE_OUTPUT'] ?? 'test-results',
})
