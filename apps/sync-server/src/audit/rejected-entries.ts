import { AnyUuid } from '@mps/shared'
import type { Context } from '../context.ts'
import type { Refusal as RejectedEntry } from '../entries/read-entry.ts'
import { currentRequestId } from '../http/request-context.ts'

/** Who brought the entries: the terminal itself, or an admin with the terminal's file. */
export type Bringer = { terminalId: string; adminId?: string }

/** Entries that wait at their terminal are sent again and again; each is told once an instance as long as it stands here. */
const MAX_TOLD = 10_000

/** Notes each rejected entry in the audit trail, beside the answer; settlement knows nothing of it, and nothing waits for it. */
export function rejectedEntryNotes({ refusals }: Pick<Context, 'refusals'>): (by: Bringer, rejected: readonly RejectedEntry[]) => void {
  const told = new Set<string>()
  return ({ terminalId, adminId }, rejected) => {
    const requestId = currentRequestId()
    for (const { id, code } of rejected) {
      const refusal = {
        at: new Date().toISOString(),
        action: 'entry.rejected' as const,
        objectType: 'entry' as const,
        actorId: adminId ?? terminalId,
        actorKind: adminId === undefined ? 'terminal' : 'admin',
        deviceId: terminalId,
        ...(requestId !== undefined && { requestId }),
        context: { problem: code },
      }
      // What claims no id is not told apart from the next such text.
      if (id === null || !AnyUuid.safeParse(id).success) refusals.count(refusal)
      else if (isNew(told, `${terminalId} ${id} ${code}`)) refusals.write({ ...refusal, objectId: id })
    }
  }
}

function isNew(told: Set<string>, name: string): boolean {
  if (told.has(name)) return false
  told.add(name)
  const oldest = told.values().next()
  if (told.size > MAX_TOLD && !oldest.done) told.delete(oldest.value)
  return true
}
