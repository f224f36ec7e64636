import { Decrypter, identityToRecipient } from 'age-encryption'
import type { Context } from '../context.ts'

const recipients = new WeakMap<Context['keys'], Promise<string>>()

/** Whom terminals encrypt an export to. Multiplying by the curve's base point takes a millisecond, and every heartbeat asks. */
export function exportRecipient({ keys }: Pick<Context, 'keys'>): Promise<string> {
  let recipient = recipients.get(keys)
  if (!recipient) {
    recipient = identityToRecipient(keys.logExportIdentities[0])
    recipients.set(keys, recipient)
  }
  return recipient
}

/** Opens an age file that was encrypted to any of the platform's identities; rejects for every other. */
export function decryptExport({ keys }: Pick<Context, 'keys'>, file: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  for (const identity of keys.logExportIdentities) decrypter.addIdentity(identity)
  return decrypter.decrypt(file)
}
