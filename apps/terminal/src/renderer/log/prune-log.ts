import { type EntryDoc, reduceRecords } from './entry-doc.ts'
import type { JournalRecord } from './journal-records.ts'
import { isFinal } from './journal-state.ts'
import type { LogStore } from './log-store.ts'
import { recordsOf } from './restore-log.ts'

const KEEP_MS = 35 * 24 * 3600 * 1000

/**
 * Removes what has been final for 35 days, codes included: whole segments, oldest first, so that the journal stays append-only. What is
 * not final in a segment (a rejected entry, say) is written again at the end before its segment goes; it is never deleted.
 */
export async function pruneLog(store: LogStore, nowMs: number): Promise<number> {
  const docs = new Map<string, EntryDoc>()
  const bySegment: { segment: number; ids: string[] }[] = []
  for await (const { segment, records } of store.journal.scan()) {
    reduceRecords(docs, records)
    bySegment.push({ segment, ids: records.flatMap((record) => (record.t === 'entry' ? [idOf(record)] : [])) })
  }
  const closed = new Set(store.journal.closedSegments)
  let removed = 0
  for (const { segment, ids } of bySegment) {
    const entries = ids.map((id) => docs.get(id)!)
    if (!closed.has(segment) || entries.some((doc) => isFinal(doc.outcome) && !isOver(doc, nowMs))) break
    // One that is too young to be judged so is simply not final yet, and its segment is young too.
    if (!entries.some((doc) => isOver(doc, nowMs))) break
    removed += await dropSegment(store, segment, entries)
  }
  return removed
}

async function dropSegment(store: LogStore, segment: number, entries: readonly EntryDoc[]): Promise<number> {
  const open = entries.filter((doc) => !isFinal(doc.outcome))
  const over = entries.filter((doc) => isFinal(doc.outcome)).map(({ id }) => id)
  await store.commit(() => open.flatMap(carried))
  await store.inViewTurn(() => store.view().remove(over))
  await store.journal.remove(segment)
  return over.length
}

function carried(doc: EntryDoc): JournalRecord[] {
  return recordsOf(doc).map((record) => (record.t === 'entry' ? { ...record, carried: true as const } : record))
}

function isOver(doc: EntryDoc, nowMs: number): boolean {
  return isFinal(doc.outcome) && doc.answeredAt !== null && nowMs - Date.parse(doc.answeredAt) > KEEP_MS
}

function idOf(record: { body: string }): string {
  return (JSON.parse(record.body) as { id: string }).id
}
