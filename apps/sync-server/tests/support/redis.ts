import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { createClient } from '@redis/client'

/** Where the program is, or null where it is not installed. */
export function redisBinary(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export type Redis = { url: string; keys(): Promise<string[]>; stop(): Promise<void> }

/** A real Redis that keeps nothing on disk; on the same port again after a stop where `port` is given. */
export async function startRedis(binary: string, port?: number): Promise<Redis> {
  const chosen = port ?? (await freePort())
  const child = spawn(binary, ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const client = createClient({ url: `redis://127.0.0.1:${chosen}`, socket: { reconnectStrategy: () => 50 } })
  client.on('error', () => {})
  await client.connect()
  return {
    url: `redis://127.0.0.1:${chosen}`,
    keys: () => client.keys('*'),
    async stop() {
      client.destroy()
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
