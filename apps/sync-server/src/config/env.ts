import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65535)
const count = (fallback: number, max = 1_000_000) => z.coerce.number().int().min(1).max(max).default(fallback)

/** Every environment variable that the server reads, with its default. Nothing else in the server touches process.env. */
export const Environment = z.object({
  /** Connection of the role `mps_server`; a transaction pooler may stand between. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** The same role, directly and not through a pooler: a pooled connection hears no notifications. */
  DATABASE_LISTEN_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  /** Reverse proxies in front, whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  DATABASE_POOL_MAX: count(20, 500),
  DATABASE_CONNECT_TIMEOUT_MS: count(3000, 60_000),
  DATABASE_STATEMENT_TIMEOUT_MS: count(15_000, 600_000),
  /** How long a stopping server waits for the requests it has taken. */
  DRAIN_TIMEOUT_MS: count(10_000, 600_000),
  /** Signing keys and the token secret; made on first start. SECRETS, the same JSON as text, takes its place where it is set. */
  SECRETS_FILE: z.string().min(1).default('.data/secrets.json'),
  SECRETS: z.string().optional(),
  /** `optional` is for trying things out: an admin's password alone then opens everything. */
  ADMIN_SECOND_FACTOR: z.enum(['required', 'optional']).default('required'),
  /** `off` where other instances run the jobs: settlements, risk flags, closings, partitions, what expires. */
  JOBS: z.enum(['on', 'off']).default('on'),
  /** `off`: a start does not wait until the settling functions are planned on each connection; the first charges do. */
  WARM_UP: z.enum(['on', 'off']).default('on'),
  /** For trying things out and tests: a built-in provider that stands in for WeChat, Alipay and LINE. */
  IDENTITY_SANDBOX: z.stringbool().default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Lets webhooks go to private addresses and over plain http: for development, and for receivers inside one's own network. */
  WEBHOOK_PRIVATE_ADDRESSES: z.stringbool().default(false),
  /** For tests: an answer that its endpoint does not declare is an internal_error that says so. */
  CHECK_ANSWERS: z.stringbool().default(false),
  /** Who takes members' money for online recharges: nobody, or the sandbox that only asks whether to pretend. */
  PAYMENT_PROVIDER: z.enum(['none', 'sandbox']).default('none'),
  /** SHA-1 of passwords found in leaks, sorted, one a line, as the downloader of Have I Been Pwned writes them; without it no leak is asked about. */
  BREACHED_PASSWORDS_FILE: z.string().min(1).optional(),
  /** Requests per minute and address. */
  RATE_LIMIT_PAIR: count(20),
  RATE_LIMIT_TOKEN: count(600),
  RATE_LIMIT_SIGN_IN: count(20),
  /** Requests per minute of one member, user or admin. */
  RATE_LIMIT_ACCOUNT: count(600),
  /** Rate limits are shared between instances through it. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** The built pages; a missing folder serves nothing. */
  TERMINAL_DIR: z.string().optional(),
  WALLET_DIR: z.string().optional(),
})
export type Environment = z.infer<typeof Environment>

/** What is wrong with the environment, one line for each variable. */
export class EnvironmentError extends Error {
  constructor(issues: readonly { path: PropertyKey[]; message: string }[]) {
    super(`The environment is not usable:\n${issues.map(({ path, message }) => `  ${path.map(String).join('.')}: ${message}`).join('\n')}`)
    this.name = 'EnvironmentError'
  }
}

/** @throws EnvironmentError naming every bad variable, and never its value, which may be a secret */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const result = Environment.safeParse(source)
  if (!result.success) throw new EnvironmentError(result.error.issues)
  return result.data
}
