import type { Context } from '../context.ts'
import { terminalKey } from '../terminals/terminal-key.ts'
import { verifyingKey, type VerifyingKey } from './verifying-key.ts'

const MAX_CACHED = 20_000

/** Public keys of terminals' epochs. A key never changes, so what was found is kept; what was not found is asked again. */
export function epochKeys(ctx: Context): (terminalId: string, epoch: number) => Promise<VerifyingKey | null> {
  const known = new Map<string, VerifyingKey>()
  return async (terminalId, epoch) => {
    const name = `${terminalId} ${epoch}`
    const cached = known.get(name)
    if (cached) return cached
    const found = await terminalKey(ctx, terminalId, epoch)
    if (!found) return null
    const key = verifyingKey(found.publicKey)
    const oldest = known.keys().next()
    if (known.size >= MAX_CACHED && !oldest.done) known.delete(oldest.value)
    known.set(name, key)
    return key
  }
}
