import type { HeartbeatRequest, HeartbeatResponse } from '@mps/shared'
import { AccessTokens } from './access-token.ts'
import { Answers } from './answers.ts'
import { Attempts } from './attempts.ts'
import { BacklogSender } from './backlog-sender.ts'
import type { CallTimes } from './clock.ts'
import { ConfigCache } from './config-cache.ts'
import { Connection } from './connection.ts'
import { EventFollower } from './event-follower.ts'
import type { LogError } from './errors.ts'
import { Heartbeat } from './heartbeat.ts'
import { LiveSender } from './live-sender.ts'
import { LiveValue } from './live.ts'
import type { KeptContact, LogParts, StartedLog } from './log-parts.ts'
import { LogStore } from './log-store.ts'
import type { OfflineView } from './offline-use.ts'
import type { DeviceIdentity } from './ports.ts'
import { EMPTY_QUEUE, isSameSummary, summarise } from './queue-summary.ts'
import { EntryRecorder } from './record-entry.ts'
import { EntrySender } from './send-entries.ts'
import { StorageGuard } from './storage-guard.ts'
import type { ClockState, QueueSummary } from './types.ts'
import { Watchers } from './watchers.ts'

const KEEP_CONTACT_EVERY_MS = 5000

/** The parts of an open log, wired: who sends, who is told, and what is known of the server. The facade is terminal-log.ts. */
export class LogEngine {
  readonly parts: LogParts
  readonly identity: LiveValue<DeviceIdentity | null>
  readonly clock: LiveValue<ClockState>
  readonly queue = new LiveValue<QueueSummary>(EMPTY_QUEUE)
  readonly watchers = new Watchers()
  readonly connection = new Connection()
  readonly storage: StorageGuard
  readonly store: LogStore
  readonly attempts: Attempts
  readonly tokens: AccessTokens
  readonly config: ConfigCache
  readonly recorder: EntryRecorder
  readonly live: LiveSender
  readonly backlog: BacklogSender
  readonly heartbeat: Heartbeat
  readonly events: EventFollower
  #contact: KeptContact | null
  #contactKeptMs = -Infinity
  #isSummaryDue = false
  #started = ''
  #isClosed = false

  constructor(parts: LogParts) {
    const { options, diagnostics, journal, clock, sync } = parts
    const { report } = diagnostics
    this.parts = parts
    // A log that began anew counts from 1 again: what an older one had covered must not cover its entries.
    this.#contact = parts.contact && { ...parts.contact, coveredOrdinal: Math.min(parts.contact.coveredOrdinal, journal.state.ordinal) }
    this.identity = new LiveValue(parts.identity)
    this.clock = new LiveValue(clock.state())
    this.storage = new StorageGuard(options.journal)
    this.attempts = new Attempts(
      (ids) => this.#changed(ids),
      () => clock.now(),
    )
    const events = {
      changed: (ids: ReadonlySet<string>) => this.#changed(ids),
      storage: (error: LogError | null) => this.storage.note(error),
      report,
    }
    this.store = new LogStore(journal, parts.viewName, events)
    if (parts.view) this.store.useView(parts.view)
    this.tokens = new AccessTokens(
      sync,
      options.identity,
      () => clock,
      () => this.noteRevoked(),
    )
    if (parts.isRevoked) this.connection.noteRevoked()
    this.tokens.use(parts.identity)
    this.config = new ConfigCache(parts.store, options.identity, this.tokens, sync, () => clock.nowMs())
    this.recorder = new EntryRecorder({ store: this.store, port: options.identity, clock, app: options.app })
    const answers = new Answers(this.store, () => clock.now(), report)
    const contacted = (response: { serverTime: string }, times: CallTimes, covered: number) => this.contacted(response, times, covered)
    const sender = new EntrySender({
      store: this.store,
      answers,
      attempts: this.attempts,
      tokens: this.tokens,
      sync,
      report,
      lastSeq: () => this.lastSeq(),
      contacted: (response, times, covered) => {
        contacted(response, times, covered)
        if (response.results.some((result) => result.state === 'declined' && result.code === 'terminal_revoked')) this.noteRevoked()
        // Another ledger: a heartbeat tells what it holds.
        if (response.ledgerId !== this.store.state.ledgerId) void this.heartbeat.probe()
      },
    })
    this.live = new LiveSender(sender, this.attempts, this.connection, () => this.backlog.kick())
    this.backlog = new BacklogSender(sender, this.attempts, this.connection, () => this.store.state)
    this.heartbeat = new Heartbeat({
      store: this.store,
      answers,
      tokens: this.tokens,
      sync,
      connection: this.connection,
      report,
      contacted,
      identity: () => this.identity.get(),
      request: (identity) => this.#heartbeatRequest(identity),
      succeeded: (response) => this.#heartbeatSucceeded(response),
    })
    this.events = new EventFollower({
      tokens: this.tokens,
      sync,
      connection: this.connection,
      seenOutcomeNo: () => this.#seenOutcomeNo(),
      probe: () => this.heartbeat.probe(),
      refreshConfig: () => this.#refreshConfig(),
    })
    this.#followConnection()
    if (parts.isLogLost) this.storage.noteLost('this device has recorded in this epoch, and neither journal nor view knows of it')
  }

  /** What the offline limits are reckoned from, at this moment. */
  offlineView(): OfflineView {
    const { clock } = this.parts
    return {
      config: this.config.live.get().config,
      state: this.store.state,
      coveredOrdinal: this.#contact?.coveredOrdinal ?? 0,
      contactAgeS: clock.contactAgeS(),
      isClockSafe: !clock.wentBackwards,
    }
  }

  /** The last number made in the epoch that this device is paired in. */
  lastSeq(): number {
    const identity = this.identity.get()
    const { head } = this.store.state
    return identity && head?.terminalId === identity.terminalId && head.epoch === identity.epoch ? head.seq : 0
  }

  /** Every answer of the server measures the clock and ends an offline spell. */
  contacted({ serverTime }: { serverTime: string }, times: CallTimes, coveredOrdinal: number): void {
    const saved = this.parts.clock.contact(serverTime, times)
    this.#contact = { ...saved, coveredOrdinal: Math.max(coveredOrdinal, this.#contact?.coveredOrdinal ?? 0) }
    this.connection.contacted()
    this.clock.set(this.parts.clock.state())
    if (performance.now() - this.#contactKeptMs < KEEP_CONTACT_EVERY_MS) return
    this.#contactKeptMs = performance.now()
    this.keepContact().catch((error: unknown) => this.parts.diagnostics.report('contact_not_kept', String(error)))
  }

  /** Notes outside of journal and view that this epoch has entries: should both be lost, its numbers must not be used twice. */
  async noteStarted({ terminalId, epoch }: DeviceIdentity): Promise<void> {
    const started = `${terminalId}/${epoch}`
    if (this.#started === started) return
    this.#started = started
    const kept = this.parts.store.put('log-started', { terminalId, epoch } satisfies StartedLog)
    // The entry is on record whether or not this succeeds.
    await kept.catch((error: unknown) => this.parts.diagnostics.report('start_not_noted', String(error)))
  }

  /** Kept, so that a restart without a network does not sell on. A new pairing is another epoch, for which it does not hold. */
  noteRevoked(): void {
    const identity = this.identity.get()
    if (!identity || this.connection.live.get().revoked) return
    this.connection.noteRevoked()
    const { terminalId, epoch } = identity
    const kept = this.parts.store.put('revoked', { terminalId, epoch } satisfies StartedLog)
    kept.catch((error: unknown) => this.parts.diagnostics.report('revocation_not_kept', String(error)))
  }

  async keepContact(): Promise<void> {
    if (this.#contact) await this.parts.store.put('contact', this.#contact)
  }

  /** Brings what ages up to date. */
  tick(): void {
    this.clock.set(this.parts.clock.state())
    this.config.tick()
    this.#summarise()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.events.close()
    await this.heartbeat.close()
    await this.backlog.close()
    await this.keepContact().catch(() => undefined)
    await this.store.close()
    await this.parts.store.close()
  }

  #changed(ids: ReadonlySet<string>): void {
    this.watchers.changed(ids)
    // Once for all that happens in the same turn.
    if (this.#isSummaryDue) return
    this.#isSummaryDue = true
    queueMicrotask(() => this.#summarise())
  }

  #summarise(): void {
    this.#isSummaryDue = false
    const summary = this.summary()
    if (!isSameSummary(summary, this.queue.get())) this.queue.set(summary)
  }

  /** What waits, as of now. */
  summary(): QueueSummary {
    const nextMs = this.connection.isOnline ? this.backlog.notBeforeMs : (this.heartbeat.nextAtMs ?? 0)
    const inMs = nextMs - performance.now()
    const nextAttemptAt = inMs > 0 ? new Date(Date.now() + inMs).toISOString() : null
    return summarise(this.store.state, this.parts.clock.nowMs(), this.attempts.inFlightCount, nextAttemptAt)
  }

  #heartbeatRequest({ epoch }: DeviceIdentity): HeartbeatRequest {
    const { depth, sumMinor, oldestAgeS } = this.summary()
    const { offsetMs } = this.parts.clock.state()
    const request = { epoch, lastSeq: this.lastSeq(), queueDepth: depth, queueSum: sumMinor, oldestAgeS }
    return { ...request, clockOffsetMs: offsetMs, app: this.parts.options.app }
  }

  #heartbeatSucceeded({ configRevision, heldSeq, revoked }: HeartbeatResponse): void {
    if (revoked === true) this.noteRevoked()
    if (heldSeq > this.lastSeq()) this.#logLost(heldSeq)
    const { config } = this.config.live.get()
    if (config?.revision !== configRevision) {
      void this.#refreshConfig()
    } else {
      this.config.confirm()
    }
    this.backlog.kick()
  }

  #refreshConfig(): Promise<void> {
    return this.config.refresh().catch((error: unknown) => this.parts.diagnostics.report('config_not_kept', String(error)))
  }

  #seenOutcomeNo(): number {
    const { outcomes } = this.store.state
    return outcomes.terminalId === this.identity.get()?.terminalId ? outcomes.cursor : 0
  }

  /** The server holds numbers that this device does not know to have made: its log is gone or was copied. Only a new epoch is safe. */
  #logLost(heldSeq: number): void {
    this.storage.noteLost(`the server holds ${heldSeq} entries of this epoch, the journal ${this.lastSeq()}`)
  }

  #followConnection(): void {
    let was = this.connection.live.get().state
    this.connection.live.subscribe(() => {
      const { state } = this.connection.live.get()
      if (state === was) return
      was = state
      if (state === 'offline') this.heartbeat.hasten()
      this.watchers.changed('all')
    })
  }
}
