import { z } from 'zod'
import { AnyUuid, base64urlToBytes } from './ids.ts'
import { Instant } from './entry.ts'
import { plainText } from './text.ts'

/** A raw Ed25519 public key, 32 bytes as base64url. */
export const PublicKey = z
  .string()
  .length(43)
  .refine((text) => base64urlToBytes(text)?.length === 32, 'not 32 bytes of base64url')

/** `POST /v1/terminal/pair`: opens an epoch with its own key and a sequence that starts at 1. */
export const PairRequest = z.strictObject({
  /** The one-time code an admin reads out: ten minutes, five tries. */
  pairingCode: z.string().regex(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/),
  /** The private key never leaves the device. */
  publicKey: PublicKey,
  app: plainText(1, 40),
})
export type PairRequest = z.infer<typeof PairRequest>

export const PairResponse = z.object({
  terminalId: AnyUuid,
  epoch: z.int().min(1),
  label: z.string(),
  merchantName: z.string(),
  serverTime: Instant,
})
export type PairResponse = z.infer<typeof PairResponse>

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** The audience of client assertions and, with a suffix, of access tokens. */
export const TOKEN_AUDIENCE = 'mps-sync-server'

/**
 * `POST /v1/terminal/token` (RFC 7523): the device key signs a JWT, EdDSA, header `{ alg, kid: "<epoch>" }`, claims
 * `{ iss: terminalId, sub: terminalId, aud: TOKEN_AUDIENCE, jti, iat, exp }`, at most 5 minutes of life by the server's clock.
 */
export const TerminalTokenRequest = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal(ASSERTION_TYPE),
  client_assertion: z.string().min(20).max(2000),
})

export const AccessTokenResponse = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int().min(1),
  serverTime: Instant,
})
export type AccessTokenResponse = z.infer<typeof AccessTokenResponse>
