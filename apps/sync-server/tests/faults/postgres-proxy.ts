import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** On which side of a commit something is lost: the request to commit, so that nothing has happened, or the answer, so that everything has. */
export type Side = 'before the commit' | 'after the commit'

export type PostgresProxy = {
  /** The database's connection by way of the proxy. */
  url(databaseUrl: string): string
  /**
   * The next transaction that runs a statement with this text goes no further than said; the connection is silent from then on, as a cut one is.
   * Resolves when that has happened.
   */
  loseNext(statement: string, side: Side): Promise<void>
  close(): Promise<void>
}

type Plan = { statement: Buffer; side: Side; done: () => void }

/** ReadyForQuery and what it says: idle (no transaction is open) or in a transaction. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5])
const IDLE = 0x49
const COMMIT = Buffer.from('commit')

/** A small proxy in front of PostgreSQL that loses a commit, or the answer to one. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let plan: Plan | undefined

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    const wire = watchWire(
      () => plan,
      () => {
        plan?.done()
        plan = undefined
      },
    )
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        database.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (wire.passesRequest(chunk)) database.write(chunk)
    })
    database.on('data', (chunk) => {
      if (wire.passesAnswer(chunk)) client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (url) => {
      const proxied = new URL(url)
      proxied.hostname = '127.0.0.1'
      proxied.port = String(port)
      return proxied.href
    },
    loseNext: (statement, side) => new Promise((done) => (plan = { statement: Buffer.from(statement), side, done })),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** One connection as its bytes tell: whether a transaction is open, and whether it is the one that the plan is about. */
function watchWire(plan: () => Plan | undefined, onSilence: () => void) {
  let idle = true
  let chosen: Side | undefined
  let silent = false
  const passesUnless = (lost: boolean) => {
    if (lost && !silent) onSilence()
    silent ||= lost
    return !silent
  }
  return {
    passesRequest(chunk: Buffer): boolean {
      const wanted = plan()
      if (wanted && chunk.includes(wanted.statement)) chosen ??= wanted.side
      // A statement outside of a transaction is its own commit.
      const commits = idle || chunk.includes(COMMIT)
      return passesUnless(chosen === 'before the commit' && commits)
    },
    passesAnswer(chunk: Buffer): boolean {
      const at = chunk.lastIndexOf(READY)
      const ready = at >= 0 && at + READY.length < chunk.length
      if (ready) idle = chunk[at + READY.length] === IDLE
      return passesUnless(chosen === 'after the commit' && ready && idle)
    },
  }
}
