import { PairRequest, type PairResponse, sha256Hex, type TerminalTotals, uuidv7 } from '@mps/shared'
import { startBackground } from './background.ts'
import { othersChargeAgain, ownChargeAgain } from './charge-again.ts'
import type { AnyDraft } from './draft-body.ts'
import type { EntryDoc } from './entry-doc.ts'
import { LogError } from './errors.ts'
import { LogEngine } from './log-engine.ts'
import { exportLog } from './export-log.ts'
import { logEntryOf } from './log-entry.ts'
import type { LogParts } from './log-parts.ts'
import { roomFor } from './offline-use.ts'
import { standingFor } from './standing.ts'
import type { EntryPage, EntryQuery, LogEntry, RecordedCharge, TerminalLog } from './types.ts'

/** Starts the senders of an opened log and gives it its public face. */
export async function startLog(parts: LogParts, release: () => void): Promise<TerminalLog> {
  const engine = new LogEngine(parts)
  await engine.config.load()
  engine.tick()
  const { clock, options, sync, diagnostics } = parts
  const unconfirmedAtStart = [...engine.store.state.unconfirmed]
  const stopBackground = startBackground(engine)

  const entryOf = (doc: EntryDoc) => logEntryOf(doc, engine.attempts, engine.connection.isOnline)

  async function entries({ limit, ...rest }: EntryQuery): Promise<EntryPage> {
    const docs = await engine.store.read((view) => view.page({ limit: limit + 1, ...rest }))
    const page = docs.slice(0, limit).map(entryOf)
    return { entries: page, next: docs.length > limit ? page.at(-1)!.ordinal : null }
  }

  async function entry(id: string): Promise<LogEntry | null> {
    const doc = (await engine.store.docs([id])).get(id)
    return doc ? entryOf(doc) : null
  }

  async function record(draft: AnyDraft): Promise<LogEntry> {
    const standing = await standingFor(engine, draft)
    const { doc, isNew } = await engine.recorder.record(draft, standing)
    if (isNew) await engine.noteStarted(standing.identity)
    // Asked for before anyone can look, so that the screen goes from the spinner to the answer without a flicker.
    if (isNew && isAwaited(draft.kind)) engine.live.send(doc.id)
    else if (isNew) engine.backlog.kick()
    return entryOf(doc)
  }

  async function docOrThrow(id: string): Promise<EntryDoc> {
    const doc = (await engine.store.docs([id])).get(id)
    if (!doc) throw new LogError('unknown_entry', id)
    return doc
  }

  function canUnpair(): LogError | null {
    const { pending, resend } = engine.store.state
    const unsent = [...pending.values()].filter(({ state }) => state !== 'signed_off').length + resend.size
    return unsent === 0 ? null : new LogError('unsent_entries', String(unsent))
  }

  return {
    identity: engine.identity,
    connection: engine.connection.live,
    clock: engine.clock,
    config: engine.config.live,
    queue: engine.queue,
    storage: engine.storage.live,
    diagnostics: diagnostics.live,

    async pair(pairingCode): Promise<PairResponse> {
      const { publicKey } = await options.identity.prepare()
      const request = PairRequest.safeParse({ pairingCode, publicKey, app: options.app })
      if (!request.success) throw new LogError('pairing_refused', 'pairing_code_wrong')
      // The same key and code are the same pairing, so a lost answer can be asked for again.
      const answer = await sync.pair(request.data, await sha256Hex(`${pairingCode}\n${publicKey}`))
      if (!answer.ok) throw new LogError(answer.problem === null ? 'no_answer' : 'pairing_refused', answer.problem ?? answer.failure)
      const { terminalId, epoch, label, merchantName } = answer.value
      const identity = await options.identity.adopt({ terminalId, epoch, label, merchantName })
      if (engine.identity.get()?.terminalId !== terminalId) await engine.config.clear()
      engine.tokens.use(identity)
      engine.identity.set(identity)
      engine.storage.pairedAnew()
      engine.connection.reset()
      engine.contacted(answer.value, answer.times, 0)
      await engine.heartbeat.probe()
      await engine.config.refresh()
      return answer.value
    },

    canUnpair,
    async unpair() {
      const refusal = canUnpair()
      if (refusal) throw refusal
      await options.identity.forget()
      await engine.config.clear()
      engine.tokens.use(null)
      engine.identity.set(null)
      engine.connection.reset()
    },

    now: () => clock.now(),
    newEntryId: () => uuidv7(clock.nowMs()),
    recordCharge: (draft) => record({ kind: 'charge', ...draft }) as Promise<RecordedCharge>,
    recordShift: (draft) => record(draft),
    recordRefund: (draft) => record({ kind: 'refund', ...draft }),
    recordRecharge: (draft) => record({ kind: 'recharge', ...draft }),
    recordScanRefused: (draft) => record({ kind: 'scan_refused', ...draft }),

    async chargeAgain({ id, cashierId, late }) {
      if (engine.connection.isOffline) throw new LogError('no_answer')
      const own = (await engine.store.docs([late.chargeId])).get(late.chargeId)
      const again = own ? ownChargeAgain(own) : othersChargeAgain(late, engine.config.live.get().config)
      return record({ id, cashierId, ...again }) as Promise<RecordedCharge>
    },

    async recordVoid(draft) {
      const charge = await docOrThrow(draft.chargeId)
      if (charge.kind !== 'charge') throw new LogError('not_a_charge', charge.kind)
      if (charge.voidedBy !== null && charge.voidedBy !== draft.id && charge.voidEffect !== 'refused') {
        return entryOf(await docOrThrow(charge.voidedBy))
      }
      if (charge.state === 'declined' || charge.state === 'voided') throw new LogError('nothing_to_void', charge.state)
      return record({ kind: 'void', ...draft })
    },

    offlineRoom: (code) => roomFor(engine.offlineView(), code),
    entries,
    entry,
    watchEntries: (query, listener) => engine.watchers.watchList(() => entries(query), listener),
    watchEntry: (id, listener) => engine.watchers.watchOne(id, () => entry(id), listener),

    async unconfirmedCharges() {
      const ids = unconfirmedAtStart.filter((id) => engine.store.state.unconfirmed.has(id))
      const docs = [...(await engine.store.docs(ids)).values()]
      return docs.toSorted((a, b) => b.n - a.n).map(entryOf)
    },

    async markConfirmed(id) {
      await engine.store.commit(({ unconfirmed }) => (unconfirmed.has(id) ? [{ t: 'confirmed' as const, ids: [id] }] : []))
    },

    async sendNow() {
      await engine.heartbeat.probe()
      await engine.backlog.drainNow()
    },

    async sendRejectedAgain(id) {
      const stuck = new Set(['rejected', 'signed_off'])
      const [again] = await engine.store.commit(({ pending }) =>
        stuck.has(pending.get(id)?.state ?? '') ? [{ t: 'again' as const, id }] : [],
      )
      if (!again) throw new LogError('not_rejected', id)
      engine.backlog.kick()
    },

    async signOffRejected(id, managerId) {
      const [signed] = await engine.store.commit(({ pending }) =>
        pending.get(id)?.state === 'rejected' ? [{ t: 'signed_off' as const, id, by: managerId }] : [],
      )
      if (!signed) throw new LogError('not_rejected', id)
    },

    async exportLog() {
      const identity = engine.identity.get()
      const recipient = engine.config.live.get().config?.exportRecipient
      if (!identity || recipient === undefined) throw new LogError('no_export_key')
      const docs = await engine.store.read((view) => view.page({ limit: Number.MAX_SAFE_INTEGER }))
      return exportLog({ docs, identity, recipient, app: options.app, now: clock.now(), lastSeq: engine.lastSeq() })
    },

    async serverTotals(day): Promise<TerminalTotals> {
      const answer = await engine.tokens.call((token) => sync.totals(token, day))
      if (!answer.ok) throw new LogError('no_answer', answer.failure)
      return answer.value
    },

    async askServer(endpoint, input, call) {
      const answer = await engine.tokens.call((token) => sync.ask(token, endpoint, input, call))
      return answer.ok ? { ok: true, value: answer.value } : { ok: false, failure: answer.failure, problem: answer.problem }
    },

    async refreshConfig() {
      await engine.config.refresh()
      return engine.config.live.get()
    },

    requestPersistence: () => engine.storage.requestPersistence(),

    async close() {
      stopBackground()
      await engine.close()
      release()
    },
  }
}

/** Whether somebody stands at the counter and waits for what the server says of it. */
function isAwaited(kind: AnyDraft['kind']): boolean {
  return kind === 'charge' || kind === 'void' || kind === 'refund' || kind === 'recharge'
}
