import { entryHash, bytesToBase64url, bytesToHex, FIRST_PREV, type EntryBody } from '@mps/shared'
import type { DeviceClock } from './clock.ts'
import { type AnyDraft, bodyText, codeOf, type DraftFields, draftFields, type Numbers, saysTheSame } from './draft-body.ts'
import type { EntryDoc } from './entry-doc.ts'
import { docOf } from './entry-doc.ts'
import { LogError } from './errors.ts'
import type { EntryRecord } from './journal-records.ts'
import type { JournalState } from './journal-state.ts'
import type { LogStore } from './log-store.ts'
import type { DeviceIdentity, IdentityPort } from './ports.ts'

type Dependencies = {
  store: LogStore
  port: IdentityPort
  clock: DeviceClock
  app: string
}

/** What the log knows when a draft comes in. */
export type Standing = { identity: DeviceIdentity; currency: string; policyRev: number; within: boolean }

/** Turns drafts into durable, signed, numbered entries: number, hash, signature and append are one critical section with one owner. */
export class EntryRecorder {
  readonly #deps: Dependencies
  readonly #underWay = new Map<string, Promise<EntryDoc>>()

  constructor(deps: Dependencies) {
    this.#deps = deps
  }

  /** Resolves once the entry is appended, flushed and shown. The same draft again is the same entry; another one under its id is refused. */
  async record(draft: AnyDraft, standing: Standing): Promise<{ doc: EntryDoc; isNew: boolean }> {
    const fields = await draftFields(draft, standing.currency)
    const earlier = this.#underWay.get(draft.id) ?? (await this.#known(draft.id))
    if (earlier) return { doc: sameOrRefused(await earlier, fields), isNew: false }
    // No await between the look and the note: a double tap finds the first.
    const recording = this.#underWay.get(draft.id) ?? this.#append(draft, fields, standing)
    const isNew = !this.#underWay.has(draft.id)
    this.#underWay.set(draft.id, recording)
    try {
      return { doc: sameOrRefused(await recording, fields), isNew }
    } finally {
      this.#underWay.delete(draft.id)
    }
  }

  async #known(id: string): Promise<EntryDoc | null> {
    return (await this.#deps.store.docs([id])).get(id) ?? null
  }

  async #append(draft: AnyDraft, fields: DraftFields, standing: Standing): Promise<EntryDoc> {
    const [record] = await this.#deps.store.commit(async (state) => {
      // The journal decides: it may know an entry that the view has not shown yet.
      return state.pending.has(draft.id) ? [] : [await this.#sign(draft, fields, standing, state)]
    })
    const doc = record ? docOf(record) : await this.#deps.store.inViewTurn(() => this.#known(draft.id))
    if (!doc) throw new LogError('storage_failing', 'the entry is in the journal and not in the view')
    return doc
  }

  async #sign(draft: AnyDraft, fields: DraftFields, standing: Standing, state: Readonly<JournalState>): Promise<EntryRecord> {
    const body = bodyText(fields, this.#numbers(standing, state))
    const hash = await entryHash(body)
    const signature = await this.#deps.port.sign(hash)
    return {
      t: 'entry',
      n: state.ordinal + 1,
      body,
      sig: bytesToBase64url(signature),
      code: codeOf(draft),
      hash: bytesToHex(hash),
      within: standing.within,
    }
  }

  #numbers({ identity, policyRev }: Standing, { head }: Readonly<JournalState>): Numbers {
    const { terminalId, epoch } = identity
    const { clock, app } = this.#deps
    const last = head?.terminalId === terminalId && head.epoch === epoch ? head : null
    // Times never run backwards along the sequence, whatever the clock does.
    const nowMs = Math.max(clock.nowMs(), last ? Date.parse(last.recordedAt) : 0)
    return {
      terminalId,
      epoch,
      seq: (last?.seq ?? 0) + 1,
      prev: last?.hash ?? FIRST_PREV,
      recordedAt: new Date(nowMs).toISOString(),
      clock: clock.entryClock(),
      policyRev,
      app,
    }
  }
}

function sameOrRefused(doc: EntryDoc, fields: DraftFields): EntryDoc {
  if (saysTheSame(JSON.parse(doc.body) as EntryBody, fields)) return doc
  throw new LogError('draft_id_reused', `${doc.id} is another ${doc.kind} already`)
}
