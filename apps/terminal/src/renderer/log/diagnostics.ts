import { LiveValue } from './live.ts'
import type { Diagnostic } from './types.ts'

const KEPT = 200

/** What went wrong without stopping anybody, for support. Carries no code, no token and no personal value. */
export class Diagnostics {
  readonly live = new LiveValue<readonly Diagnostic[]>([])

  readonly report = (code: string, detail: string): void => {
    const all = [...this.live.get(), { at: new Date().toISOString(), code, detail }]
    this.live.set(all.slice(-KEPT))
  }
}
