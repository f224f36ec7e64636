import { type EntryDoc, reduceRecords, sortKeyOf } from './entry-doc.ts'
import type { EntriesView } from './entries-view.ts'
import type { Journal } from './journal.ts'
import type { ConfirmedRecord, EntryRecord, JournalRecord, OutcomeRecord } from './journal-records.ts'
import { fillView, type LogStore } from './log-store.ts'

type Report = (code: string, detail: string) => void
const PAGE = 500
// As long as a step of work takes, so that a sale or a drain meanwhile gets its share.
const PAUSE_MS = 20
const breathe = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

/**
 * Makes journal and view agree before anything else happens: what the view lacks comes from the journal; what only the view still has
 * (the journal's file was lost or its end damaged) goes back into the journal, since nothing recorded may be lost.
 */
export async function restoreAgreement(view: EntriesView, journal: Journal, report: Report): Promise<void> {
  const newest = await view.newest()
  const inView = newest?.n ?? 0
  const inJournal = journal.state.ordinal
  if (inView > inJournal) {
    report('journal_restored', `${inView - inJournal} entries were in the view only`)
    await restoreJournal(view, journal, inJournal)
  } else if (inView === 0 && inJournal > 0) {
    report('view_rebuilt', `${inJournal} entries were in the journal only`)
    await fillView(view, journal)
  } else if (inView < inJournal) {
    report('view_completed', `${inJournal - inView} entries were in the journal only`)
    await completeView(view, journal)
  }
}

/** Writes the view's entries above an ordinal into the journal, oldest first. */
async function restoreJournal(view: EntriesView, journal: Journal, above: number): Promise<void> {
  const docs = (await view.page({ limit: Number.MAX_SAFE_INTEGER })).filter((doc) => doc.n > above).toReversed()
  for (let start = 0; start < docs.length; start += PAGE) {
    const records = docs.slice(start, start + PAGE).flatMap(recordsOf)
    await journal.write(() => records)
  }
}

/** The journal lines that amount to a document. */
export function recordsOf(doc: EntryDoc): JournalRecord[] {
  const { n, body, sig, code, hash, within, id } = doc
  const entry: EntryRecord = { t: 'entry', n, body, sig, code, hash, within }
  const records: JournalRecord[] = [entry]
  const at = doc.answeredAt ?? ''
  if (doc.outcome) records.push({ t: 'outcome', id, outcome: doc.outcome, at, attempts: doc.attempts } satisfies OutcomeRecord)
  if (doc.divergence) {
    records.push({ t: 'outcome', id, outcome: doc.divergence, at, attempts: doc.attempts, divergent: true } satisfies OutcomeRecord)
  }
  if (doc.signedOffBy !== null) records.push({ t: 'signed_off', id, by: doc.signedOffBy })
  if (doc.kind === 'charge' && doc.confirmed) records.push({ t: 'confirmed', ids: [id] } satisfies ConfirmedRecord)
  return records
}

/** Adds what the view lacks at its end, with all that the journal says about it. */
async function completeView(view: EntriesView, journal: Journal): Promise<void> {
  const { docs } = await journalDocs(journal)
  const known = await view.get([...docs.keys()])
  await view.put([...docs.values()].filter((doc) => !known.has(doc.id) || differs(known.get(doc.id)!, doc)))
}

/** All that the journal says, and the ordinal above which it says all: older entries were removed after their time. */
async function journalDocs(journal: Journal): Promise<{ docs: Map<string, EntryDoc>; above: number }> {
  const docs = new Map<string, EntryDoc>()
  let above: number | null = null
  for await (const { records } of journal.scan()) {
    const first = records[0]
    above ??= first?.t === 'checkpoint' ? first.ordinal : 0
    reduceRecords(docs, records)
    // A long journal must not hold up the screen.
    await breathe()
  }
  return { docs, above: above ?? 0 }
}

/**
 * Compares every entry of journal and view, in the background, once the terminal is ready: a crash between the two writes, a damaged line
 * or a database put back from elsewhere is found and mended here. Only the journal decides, except for entries that it lost.
 */
export async function verifyAgreement(store: LogStore, report: Report): Promise<void> {
  const { docs, above } = await journalDocs(store.journal)
  let before: number | undefined
  const lost: EntryDoc[] = []
  const stale: EntryDoc[] = []
  const seen = new Set<string>()
  for (;;) {
    const page: EntryDoc[] = await store.read((view) => view.page({ limit: PAGE, ...(before === undefined ? {} : { before }) }))
    for (const doc of page) {
      seen.add(doc.id)
      const journaled = docs.get(doc.id)
      if (!journaled && doc.n > above && doc.n <= store.state.ordinal) lost.push(doc)
      else if (journaled && differs(doc, journaled)) stale.push(journaled)
    }
    if (page.length < PAGE) break
    before = page.at(-1)!.n
    await breathe()
  }
  const missing = [...docs.values()].filter(({ id }) => !seen.has(id))
  await mend(store, lost, [...stale, ...missing], report)
}

/** Both sides moved on while they were compared, so each difference is looked at again behind the writers. */
async function mend(store: LogStore, lost: readonly EntryDoc[], stale: readonly EntryDoc[], report: Report): Promise<void> {
  if (lost.length === 0 && stale.length === 0) return
  const { docs: fresh } = await store.inViewTurn(() => journalDocs(store.journal))
  const gone = lost.filter(({ id }) => !fresh.has(id))
  if (gone.length > 0) {
    report('journal_mended', `${gone.length} entries were damaged in the journal and are written again`)
    await store.commit(() =>
      gone.flatMap(recordsOf).map((record) => (record.t === 'entry' ? { ...record, carried: true as const } : record)),
    )
  }
  await store.inViewTurn(async () => {
    const known = await store.view().get(stale.map(({ id }) => id))
    const wrong = stale.map(({ id }) => fresh.get(id)!).filter((doc) => !known.has(doc.id) || differs(known.get(doc.id)!, doc))
    if (wrong.length === 0) return
    report('view_mended', `${wrong.length} entries differed from the journal`)
    await store.view().put(wrong)
  })
}

/** Whether a stored document says something else than the journal; what is only counted in memory does not matter. */
export function differs(stored: EntryDoc, journaled: EntryDoc): boolean {
  return (
    stored.state !== journaled.state ||
    stored.voidedBy !== journaled.voidedBy ||
    stored.voidEffect !== journaled.voidEffect ||
    stored.signedOffBy !== journaled.signedOffBy ||
    stored.confirmed !== journaled.confirmed ||
    stored.sortKey !== sortKeyOf(journaled.n) ||
    stored.hash !== journaled.hash ||
    (stored.divergence === null) !== (journaled.divergence === null) ||
    (stored.outcome === null) !== (journaled.outcome === null)
  )
}
