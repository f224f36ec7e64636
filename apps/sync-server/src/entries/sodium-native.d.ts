declare module 'sodium-native' {
  const sodium: {
    /** Whether `signature` (64 bytes) is of this message by this Ed25519 key (32 bytes); other lengths throw. */
    crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean
  }
  export default sodium
}
