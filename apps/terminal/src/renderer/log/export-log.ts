import type { LogExport } from '@mps/shared'
import type { EntryDoc } from './entry-doc.ts'
import type { DeviceIdentity } from './ports.ts'

/** A file for the platform's administrators. Nobody else can open it, whoever carries it. */
export type LogFile = { name: string; bytes: Uint8Array<ArrayBuffer>; entries: number }

type Contents = { docs: readonly EntryDoc[]; identity: DeviceIdentity; recipient: string; app: string; now: string; lastSeq: number }

/** Packs this terminal's entries, oldest first, as the platform's import takes them (packages/shared, LogExport). */
export async function exportLog({ docs, identity, recipient, app, now, lastSeq }: Contents): Promise<LogFile> {
  const own = docs.filter((doc) => terminalOf(doc) === identity.terminalId).toSorted((a, b) => a.n - b.n)
  const log: LogExport = {
    format: 'mps-log-1',
    terminalId: identity.terminalId,
    label: identity.label,
    exportedAt: now,
    app,
    lastSeqs: [{ epoch: identity.epoch, seq: lastSeq }],
    entries: own.map(({ body, sig, code }) => ({ body, sig, ...(code !== null && { code }) })),
  }
  // Loaded when a file is wanted, which is seldom; the till starts without it.
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const encrypted = await encrypter.encrypt(await gzip(JSON.stringify(log)))
  const bytes = new Uint8Array(encrypted)
  return { name: `${fileName(identity.label)}-${now.slice(0, 19).replaceAll(/[:T]/g, '-')}.mpslog.age`, bytes, entries: own.length }
}

function terminalOf({ body }: EntryDoc): string {
  return (JSON.parse(body) as { terminalId: string }).terminalId
}

async function gzip(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** A shop may call its till anything; a file's name may not be everything. */
function fileName(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'terminal'
}
