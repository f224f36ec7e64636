import { fileURLToPath } from 'node:url'
import { type Environment, readEnvironment } from './env.ts'

export type Config = {
  host: string
  port: number
  trustedProxies: number
  database: { url: string; listenUrl: string; poolMax: number; connectTimeoutMs: number; statementTimeoutMs: number }
  drainTimeoutMs: number
  /** Whether an admin without a second factor can do nothing but enrol one. */
  requireAdminSecondFactor: boolean
  secrets: { file: string; text: string | undefined }
  /** Whether a built-in provider stands in for the outside identity providers. */
  identitySandbox: boolean
  logLevel: Environment['LOG_LEVEL']
  /** Whether this instance takes part in running the jobs. */
  runsJobs: boolean
  /** Whether a start plans the settling functions on every settling connection before it counts as ready. */
  warmsUp: boolean
  checkAnswers: boolean
  webhookPrivateAddresses: boolean
  paymentProvider: Environment['PAYMENT_PROVIDER']
  breachedPasswordsFile: string | undefined
  /** Requests per minute, by address; `account` by whoever is signed in. */
  rateLimits: { pair: number; token: number; signIn: number; account: number }
  /** Where limits are counted for all instances together; each counts its own without. */
  redisUrl: string | undefined
  pages: { terminalDir: string; walletDir: string }
}

const inRepository = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

/** The server's settings from an environment; tests pass their own. */
export function readConfig(source: Record<string, string | undefined>): Config {
  const env = readEnvironment(source)
  return {
    host: env.HOST,
    port: env.PORT,
    trustedProxies: env.TRUSTED_PROXIES,
    database: {
      url: env.DATABASE_URL,
      listenUrl: env.DATABASE_LISTEN_URL ?? env.DATABASE_URL,
      poolMax: env.DATABASE_POOL_MAX,
      connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
    },
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
    requireAdminSecondFactor: env.ADMIN_SECOND_FACTOR === 'required',
    secrets: { file: env.SECRETS_FILE, text: env.SECRETS },
    identitySandbox: env.IDENTITY_SANDBOX,
    logLevel: env.LOG_LEVEL,
    runsJobs: env.JOBS === 'on',
    warmsUp: env.WARM_UP === 'on',
    checkAnswers: env.CHECK_ANSWERS,
    webhookPrivateAddresses: env.WEBHOOK_PRIVATE_ADDRESSES,
    paymentProvider: env.PAYMENT_PROVIDER,
    breachedPasswordsFile: env.BREACHED_PASSWORDS_FILE,
    rateLimits: { pair: env.RATE_LIMIT_PAIR, token: env.RATE_LIMIT_TOKEN, signIn: env.RATE_LIMIT_SIGN_IN, account: env.RATE_LIMIT_ACCOUNT },
    redisUrl: env.REDIS_URL,
    pages: {
      terminalDir: env.TERMINAL_DIR ?? inRepository('apps/terminal/dist/renderer'),
      walletDir: env.WALLET_DIR ?? inRepository('apps/wallet/dist'),
    },
  }
}
