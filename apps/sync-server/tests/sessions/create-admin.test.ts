import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { codeOfApp } from '../support/users.ts'

const COMMAND = fileURLToPath(new URL('../../src/create-admin.ts', import.meta.url))

let database: TestDatabase
let server: TestServer
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'mps-admin-'))
  const secrets = { file: join(folder, 'secrets.json'), text: undefined }
  server = await startTestServer(database.appUrl, (config) => ({ ...config, secrets }))
})
afterAll(async () => {
  await server.stop()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const run = (...args: string[]) => runWith({}, ...args)
const runWith = (more: Record<string, string>, ...args: string[]) => {
  const env = { ...process.env, DATABASE_URL: database.appUrl, SECRETS_FILE: join(folder, 'secrets.json'), ...more }
  return promisify(execFile)(process.execPath, [COMMAND, ...args], { env })
}

it('takes no password that is easy to guess', async () => {
  await expect(runWith({ ADMIN_PASSWORD: 'Password1234' }, '--login', 'root')).rejects.toMatchObject({
    stderr: expect.stringContaining('too easy to guess'),
  })
  await expect(runWith({ ADMIN_PASSWORD: 'chief-of-all-99' }, '--login', 'chief-of-all')).rejects.toMatchObject({
    stderr: expect.stringContaining('names or numbers that others know'),
  })
})

it('makes one admin, who can sign in with what it showed, and no second one', async () => {
  const first = await Promise.allSettled([run('--login', 'Root'), run('--login', 'mallory')])
  expect(first.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const shown = first.flatMap((result) => (result.status === 'fulfilled' ? [result.value.stdout] : [])).join('')
  const refused = first.flatMap((result) => (result.status === 'rejected' ? [result.reason as { stderr: string }] : []))[0]!
  expect(refused.stderr).toContain('There is a platform admin already')

  const login = /admin (\S+)\./.exec(shown)?.[1]
  const password = /Password: (\S+)/.exec(shown)?.[1]
  const secret = /secret=([A-Z2-7]+)/.exec(shown)?.[1] ?? ''
  const answer = await server.call('/v1/sessions', { body: { login, password, totp: codeOfApp(secret) } })
  expect(codeOf(answer)).toBe('200 ok')
  expect(answer.body).toMatchObject({ kind: 'admin', user: { login } })
  await expect(run('--login', 'third')).rejects.toMatchObject({ code: 1 })
})
