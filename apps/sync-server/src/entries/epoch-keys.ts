import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Context } from '../context.ts'
import { terminalKey } from '../terminals/terminal-key.ts'

const MAX_CACHED = 20_000

/** Public keys of terminals' epochs. A key never changes, so what was found is kept; what was not found is asked again. */
export function epochKeys(ctx: Context): (terminalId: string, epoch: number) => Promise<KeyObject | null> {
  const known = new Map<string, KeyObject>()
  return async (terminalId, epoch) => {
    const name = `${terminalId} ${epoch}`
    const cached = known.get(name)
    if (cached) return cached
    const found = await terminalKey(ctx, terminalId, epoch)
    if (!found) return null
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: found.publicKey.toString('base64url') }, format: 'jwk' })
    const oldest = known.keys().next()
    if (known.size >= MAX_CACHED && !oldest.done) known.delete(oldest.value)
    known.set(name, key)
    return key
  }
}
