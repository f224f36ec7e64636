import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Pgbench = { clients: number; tps(seconds: number): Promise<number> }

/**
 * The reference: pgbench's TPC-B, prepared statements, on the same PostgreSQL, at the client count that serves it best.
 * @throws with what to install where pgbench is absent
 */
export async function preparePgbench(postgresUrl: URL, clientCounts = [4, 8, 16, 32, 64]): Promise<Pgbench> {
  const env = {
    ...process.env,
    PGHOST: postgresUrl.hostname,
    PGPORT: postgresUrl.port,
    PGUSER: decodeURIComponent(postgresUrl.username),
    PGPASSWORD: decodeURIComponent(postgresUrl.password),
    PGDATABASE: 'postgres',
  }
  const pgbench = (args: string[]) =>
    run('pgbench', args, { env }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new Error("pgbench is not installed: on Debian it comes with the package 'postgresql-contrib' (or 'postgresql-15')")
      }
      throw error
    })
  await pgbench(['-i', '-q', '-s', String(Math.max(...clientCounts))])
  const tps = async (clients: number, seconds: number) => {
    const { stdout } = await pgbench(['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds)])
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  }
  let best = { clients: 0, tps: 0 }
  for (const clients of clientCounts) {
    const found = await tps(clients, 3)
    console.log(`  pgbench with ${clients} clients: ${found.toFixed(0)} tps`)
    if (found > best.tps) best = { clients, tps: found }
  }
  return { clients: best.clients, tps: (seconds) => tps(best.clients, seconds) }
}
