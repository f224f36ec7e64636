import type { ReceivedEntry, Refusal } from './read-entry.ts'
import type { VerifyingKey } from './verifying-key.ts'

type KeyOf = (terminalId: string, epoch: number) => Promise<VerifyingKey | null>

/**
 * Tells the entries that their terminals signed from the others. Within an unbroken run of one epoch the last signature vouches, through
 * the chain of hashes, for all before it; only where that fails is each verified for itself, to name the bad one.
 */
export async function verifyRuns(entries: ReceivedEntry[], keyOf: KeyOf): Promise<{ genuine: ReceivedEntry[]; refused: Refusal[] }> {
  const verdicts = await Promise.all(runsOf(entries).map((run) => verifyRun(run, keyOf)))
  return { genuine: verdicts.flatMap(({ genuine }) => genuine), refused: verdicts.flatMap(({ refused }) => refused) }
}

/** Runs in which each entry's `prev` is the hash of the one before it, in the order of their numbers. */
export function runsOf(entries: ReceivedEntry[]): ReceivedEntry[][] {
  const ordered = entries.toSorted(
    (a, b) => compare(a.body.terminalId, b.body.terminalId) || a.body.epoch - b.body.epoch || a.body.seq - b.body.seq || a.index - b.index,
  )
  const runs: ReceivedEntry[][] = []
  for (const entry of ordered) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && follows(entry, before)) run.push(entry)
    else runs.push([entry])
  }
  return runs
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function follows(entry: ReceivedEntry, before: ReceivedEntry): boolean {
  const { terminalId, epoch, seq } = entry.body
  const sameChain = terminalId === before.body.terminalId && epoch === before.body.epoch
  return sameChain && seq === before.body.seq + 1 && entry.prevHash.equals(before.hash)
}

async function verifyRun(run: ReceivedEntry[], keyOf: KeyOf): Promise<{ genuine: ReceivedEntry[]; refused: Refusal[] }> {
  const { terminalId, epoch } = run[0]!.body
  const key = await keyOf(terminalId, epoch)
  if (!key) return { genuine: [], refused: run.map((entry) => refusal(entry, 'unknown_key')) }
  if (await isSigned(run.at(-1)!, key)) return { genuine: run, refused: [] }
  const signed = await Promise.all(run.map((entry) => isSigned(entry, key)))
  // The last good signature vouches for those before it, damaged signatures included.
  const vouchedUpTo = signed.lastIndexOf(true)
  return { genuine: run.slice(0, vouchedUpTo + 1), refused: run.slice(vouchedUpTo + 1).map((entry) => refusal(entry, 'bad_signature')) }
}

function refusal(entry: ReceivedEntry, code: 'unknown_key' | 'bad_signature'): Refusal {
  return { index: entry.index, id: entry.body.id, code }
}

function isSigned({ hash, signature }: ReceivedEntry, key: VerifyingKey): Promise<boolean> {
  return key.verify(hash, signature)
}
