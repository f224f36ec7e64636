import { randomBytes } from 'node:crypto'
import { execFile } from 'node:child_process'
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'

const run = promisify(execFile)

/** The superuser's random password, kept beside the data and readable by the one who started MPS only. */
export async function superuserPassword(dataDir: string): Promise<string> {
  const file = `${dataDir}.password`
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, password, { mode: 0o600, flag: 'wx' })
  return password
}

/**
 * Creates the cluster's files if they are not there yet. Not by the package's own `initialise`: it takes the binaries from where they were
 * installed, which the user `postgres` may not enter, writes the password for all to read, and hooks the signals of the process.
 */
export async function initCluster(dataDir: string, password: string, { bin, identity }: Binaries): Promise<void> {
  if (await stat(join(dataDir, 'PG_VERSION')).catch(() => null)) return
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // Beside nothing else: initdb wants the data directory itself empty.
  const handover = await mkdtemp(join(tmpdir(), 'mps-initdb-'))
  const passwordFile = join(handover, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if ('uid' in identity) for (const path of [dataDir, handover, passwordFile]) await chown(path, identity.uid, identity.gid)
  const args = ['--auth=scram-sha-256', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums']
  try {
    await run(join(bin, 'initdb'), [`--pgdata=${dataDir}`, `--pwfile=${passwordFile}`, ...args], { ...identity, cwd: '/' })
  } finally {
    await rm(handover, { recursive: true, force: true })
  }
}
