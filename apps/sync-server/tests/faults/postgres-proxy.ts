import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type PostgresProxy = {
  /** The database's connection by way of the proxy. */
  url(databaseUrl: string): string
  /** The next settlement reaches PostgreSQL and is committed there; its answer never comes back. Resolves when that has happened. */
  swallowNextCommit(): Promise<void>
  close(): Promise<void>
}

const SETTLEMENT = Buffer.from('merchant_charge_by_qr')
/** ReadyForQuery, idle: the transaction before it has ended. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** A small proxy in front of PostgreSQL that can lose an answer at the worst moment: after the commit. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let swallow: (() => void) | undefined

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    let holds = false
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        database.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (swallow && chunk.includes(SETTLEMENT)) holds = true
      database.write(chunk)
    })
    database.on('data', (chunk) => {
      if (!holds) return client.write(chunk)
      if (chunk.includes(READY)) {
        swallow?.()
        swallow = undefined
      }
      return true
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
    swallowNextCommit: () => new Promise((resolve) => (swallow = resolve)),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
