const STORE = 'values'

/** A handful of values that belong to this device and not to the log: keys, pairing, the cached configuration, the last contact. */
export class DeviceStore {
  readonly #name: string
  #opened: Promise<IDBDatabase> | null = null

  constructor(name: string) {
    this.#name = name
  }

  async get<T>(key: string): Promise<T | null> {
    const value = (await this.#run('readonly', (store) => store.get(key))) as T | undefined
    return value ?? null
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.#run('readwrite', (store) => store.put(value, key))
  }

  async delete(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#run('readwrite', (store) => store.delete(key))
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    if (opened) (await opened).close()
  }

  /** Resolves when the transaction is on the disk; its abort (a full disk, say) rejects, which the request alone would not tell. */
  async #run(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#open()
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' })
      const request = work(transaction.objectStore(STORE))
      transaction.addEventListener('complete', () => resolve(request.result))
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('transaction aborted')))
    })
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1)
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
      request.addEventListener('success', () => {
        // Deleted or upgraded elsewhere: let go, and open again at the next use.
        request.result.addEventListener('versionchange', () => this.#letGo(request.result))
        request.result.addEventListener('close', () => (this.#opened = null))
        resolve(request.result)
      })
      request.addEventListener('error', () => {
        this.#opened = null
        reject(request.error ?? new Error('cannot open'))
      })
    })
    return this.#opened
  }

  #letGo(database: IDBDatabase): void {
    database.close()
    this.#opened = null
  }
}
