import { ShellError } from '../ipc.ts'
import { ServerUrl } from './settings.ts'

/** Which sync server the page's calls go to: the one that the till's settings fix, or else the one that an admin named at pairing. */
export class ServerAddress {
  readonly #fixed: string | null
  #named: string | null = null

  constructor(fixed: string | null) {
    this.#fixed = fixed
  }

  /** Null until one was named: then no call goes anywhere. */
  get current(): string | null {
    return this.#fixed ?? this.#named
  }

  /** @returns the server in force */
  use(origin: string): string {
    if (!ServerUrl.safeParse(origin).success) throw new ShellError('server_refused', 'an https origin, or http on this machine')
    this.#named = origin
    return this.#fixed ?? origin
  }
}
