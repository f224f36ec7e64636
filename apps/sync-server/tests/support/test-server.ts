import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DestinationStream } from 'pino'
import type { Config } from '../../src/config/config.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLogger } from '../../src/logger.ts'
import { newSecrets } from '../../src/secrets.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { nextKeyId } from './key-ids.ts'

export type TestServer = RunningServer & {
  /** Every line that was logged, for tests that search the log. */
  log: string[]
  /** A JSON request; `body` makes it a POST unless `method` says otherwise. */
  call(path: string, options?: CallOptions): Promise<Answer>
  stop(): Promise<void>
}
export type CallOptions = { method?: string; body?: unknown; token?: string; headers?: Record<string, string> }
export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string }

/** The real server on a free port, with secrets and rate limits of its own. */
export async function startTestServer(databaseUrl: string, change: (config: Config) => Config = (config) => config): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mps-server-'))
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(newSecrets(nextKeyId())), { mode: 0o600 })
  const log: string[] = []
  const destination: DestinationStream = { write: (line) => void log.push(line) }
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    PORT: '0',
    // Tests call what a job would do when they want it done.
    JOBS: 'off',
    // A suite starts hundreds of servers, and none waits for its first charge.
    WARM_UP: 'off',
    SECRETS_FILE: join(folder, 'secrets.json'),
    RATE_LIMIT_PAIR: '100000',
    RATE_LIMIT_TOKEN: '100000',
    RATE_LIMIT_SIGN_IN: '100000',
    RATE_LIMIT_ACCOUNT: '100000',
    CHECK_ANSWERS: 'true',
    IDENTITY_SANDBOX: 'true',
  })
  const server = await startServer(change(config), createLogger('trace', destination))
  const stop = async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...server, log, call: (path, options) => call(server.url, path, options), stop }
}

/** The same calls to a server that runs elsewhere, such as in a process of its own. */
export function remoteCalls(url: string): Pick<TestServer, 'call'> {
  return { call: (path, options) => call(url, path, options) }
}

async function call(url: string, path: string, { method, body, token, headers }: CallOptions = {}): Promise<Answer> {
  const response = await fetch(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson && text ? (JSON.parse(text) as Answer['body']) : {} }
}
