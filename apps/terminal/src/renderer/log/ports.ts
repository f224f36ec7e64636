/** One file of the journal, as it lies on the disk. */
export type JournalSegment = { segment: number; bytes: number }

/**
 * Where the journal's bytes lie: a few numbered, append-only files. What a line means, its checksum, torn ends and pruning are the log's
 * (journal.ts), so that Electron's main process and the browser's worker only have to write durably.
 * Every method may reject; the log then stops taking money until one succeeds.
 */
export type JournalPort = {
  /** Opens the files for this process alone and lists them in ascending order. Rejects when another process holds them. */
  open(): Promise<JournalSegment[]>
  /** The whole file, as bytes. */
  read(segment: number): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Writes `text` (whole lines, UTF-8) at byte `at` and resolves once it is durable (fsync). `at` is the file's length as the log knows it:
   * a longer file holds what an earlier, failed append left behind and is cut to `at` first; a shorter one rejects. The file is created
   * for `at` 0. A failed append tries to cut the file back to `at`.
   */
  append(segment: number, at: number, text: string): Promise<void>
  /** Removes a whole file. The log calls it only for files whose entries are all final for 35 days or carried forward. */
  remove(segment: number): Promise<void>
  /** Bytes that may still be written, or null when the platform does not say. */
  freeBytes(): Promise<number | null>
  close(): Promise<void>
}

/** Who this device is to the server, once paired. */
export type DeviceIdentity = {
  terminalId: string
  epoch: number
  /** Raw Ed25519 public key, base64url. */
  publicKey: string
  label: string
  merchantName: string
}

/** The device key and what it seals. The private key never leaves the port. Survives reloads. */
export type IdentityPort = {
  load(): Promise<DeviceIdentity | null>
  /** The public key for a pairing under way; made on the first call and kept until `adopt`, so that a lost answer can be asked for again. */
  prepare(): Promise<{ publicKey: string }>
  /** The server took the prepared key: it signs from now on. */
  adopt(paired: Omit<DeviceIdentity, 'publicKey'>): Promise<DeviceIdentity>
  /** Ed25519 over the given bytes with the key in force, 64 bytes. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
  /** Encrypts what must not lie open on the device (the roster's verifiers); bound to this device. */
  seal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
  /** The reverse of `seal`; null when the bytes were sealed elsewhere or changed. */
  unseal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null>
  /** Destroys the keys. The log calls it only when nothing is unsent. */
  forget(): Promise<void>
}
