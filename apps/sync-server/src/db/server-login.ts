import { createHmac } from 'node:crypto'
import pg from 'pg'

const SERVER_ROLE = 'mps_server'
const LOCK = 4_607_182_419

/**
 * Lets the server's role log in, and returns its connection to the owner's database. For the one-command start and the tests; in
 * production an operator sets the password. It is derived from the owner's, because roles belong to the whole cluster and every run
 * against one server must arrive at the same.
 */
export async function serverLogin(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  const password = createHmac('sha256', url.password).update(`login of ${SERVER_ROLE}`).digest('base64url')
  url.username = SERVER_ROLE
  url.password = password
  if (!(await opens(url.href))) await setPassword(ownerUrl, password)
  return url.href
}

async function opens(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

async function setPassword(ownerUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    // Two runs at once would get "tuple concurrently updated".
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`alter role ${SERVER_ROLE} with login password ${client.escapeLiteral(password)}`)
  } finally {
    await client.end()
  }
}
