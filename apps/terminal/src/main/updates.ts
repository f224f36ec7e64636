import { ShellError, type UpdateState } from '../ipc.ts'

/** What fetches and installs a signed build; electron-updater in the app, anything in a test. */
export type UpdateEngine = {
  /** The version on offer, or null where this build is the newest. */
  check(): Promise<string | null>
  download(): Promise<void>
  /** Ends the app and starts the new build. */
  install(): void
}

const CHECK_EVERY_MS = 6 * 3_600_000

/** Looks for a newer build and has it ready. It never installs by itself: only the page knows whether everything has been sent. */
export class Updates {
  readonly #engine: UpdateEngine | null
  #state: UpdateState
  #timer: ReturnType<typeof setInterval> | undefined
  #looking: Promise<void> | null = null

  /** @param engine null where nobody has said where updates come from */
  constructor(engine: UpdateEngine | null) {
    this.#engine = engine
    this.#state = engine ? { at: 'newest' } : { at: 'off' }
  }

  get state(): UpdateState {
    return this.#state
  }

  start(): void {
    if (!this.#engine) return
    void this.look()
    this.#timer = setInterval(() => void this.look(), CHECK_EVERY_MS)
    // A till that is being closed does not wait for the next look.
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** One look at a time; a failure is told and tried again at the next. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null))
    return this.#looking
  }

  /** @param unsent how many entries the page's log still has to send */
  install(unsent: number): void {
    if (this.#state.at !== 'ready' || !this.#engine) throw new ShellError('update_refused', 'there is nothing to install')
    if (unsent > 0) throw new ShellError('update_refused', `${unsent} entries have not been sent`)
    this.#engine.install()
  }

  async #look(): Promise<void> {
    const engine = this.#engine
    if (!engine || this.#state.at === 'ready') return
    try {
      const version = await engine.check()
      if (version === null) {
        this.#state = { at: 'newest' }
        return
      }
      this.#state = { at: 'downloading', version }
      await engine.download()
      this.#state = { at: 'ready', version }
    } catch (error) {
      // The cause may name addresses and files; support finds it on the console.
      console.error('the update could not be fetched', error)
      this.#state = { at: 'failed' }
    }
  }
}
