import { base64urlToBytes, type TerminalConfig } from '@mps/shared'

type Verify = (keyId: number, message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean | null>

const imported = new Map<string, Promise<CryptoKey>>()

// Importing a key costs more than verifying with it, and the same few keys serve for weeks.
function importKey(publicKey: string): Promise<CryptoKey> {
  let key = imported.get(publicKey)
  if (!key) {
    key = crypto.subtle.importKey('raw', base64urlToBytes(publicKey)!, 'Ed25519', false, ['verify'])
    imported.set(publicKey, key)
  }
  return key
}

/** Ed25519 verification with the platform's published keys; null for a key this terminal has not been given. */
export function codeVerifier(codeKeys: TerminalConfig['codeKeys']): Verify {
  return async (keyId, message, signature) => {
    const published = codeKeys.find((key) => key.keyId === keyId)
    if (!published) return null
    return crypto.subtle.verify('Ed25519', await importKey(published.publicKey), signature, message)
  }
}
