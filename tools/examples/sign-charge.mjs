#!/usr/bin/env node
// A terminal in forty lines, for the README's example: makes a device key, signs a client assertion, signs a charge. Node alone, no packages.
//
//   node tools/examples/sign-charge.mjs key DEVICE.json                  makes a key; prints its public half for /v1/terminal/pair
//   node tools/examples/sign-charge.mjs assertion DEVICE.json            prints the body for /v1/terminal/token
//   node tools/examples/sign-charge.mjs charge DEVICE.json CASHIER CODE AMOUNT DISCOUNT
//                                                                        prints the body for /v1/terminal/entries
//
// DEVICE.json holds { privateKey } and, once you have paired, { terminalId, epoch } beside it; the log's last number and hash are kept there too.
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const [command, file, ...rest] = process.argv.slice(2)
const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const read = () => JSON.parse(readFileSync(file, 'utf8'))
const keyOf = ({ privateKey }) => createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' })
const sha256 = (text) => createHash('sha256').update(text).digest()

/** UUID of version 7 (RFC 9562): milliseconds first, then chance. */
function uuidv7() {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function key() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const der = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url')
  writeFileSync(file, JSON.stringify({ privateKey: der }), { mode: 0o600 })
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url')
}

/** RFC 7523: the device key vouches for the terminal; nothing secret travels. */
function assertion() {
  const device = read()
  const nowS = Math.floor(Date.now() / 1000)
  const claims = { iss: device.terminalId, sub: device.terminalId, aud: 'mps-sync-server', jti: randomUUID(), iat: nowS, exp: nowS + 120 }
  const text = `${base64url({ alg: 'EdDSA', kid: String(device.epoch) })}.${base64url(claims)}`
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const signed = `${text}.${sign(null, Buffer.from(text), keyOf(device)).toString('base64url')}`
  return JSON.stringify({ grant_type: 'client_credentials', client_assertion_type: type, client_assertion: signed })
}

/** The next entry of the terminal's log: numbered, chained to the one before, signed over the bytes as they are sent. */
function charge(cashierId, code, amountText, discountText) {
  const device = { seq: 0, prev: '0'.repeat(64), ...read() }
  const [amount, discount] = [Number(amountText), Number(discountText)]
  const at = new Date().toISOString()
  const place = { terminalId: device.terminalId, epoch: device.epoch, seq: device.seq + 1, prev: device.prev }
  const clock = { device: at, offsetMs: 0, offsetAgeS: 5, boot: uuidv7() }
  const sale = { codeHash: sha256(code).toString('hex'), scannedAt: at, amount, currency: 'TWD', method: 'balance' }
  const quoted = { discount, final: Math.floor((2 * amount * discount + 1000) / 2000) }
  const made = { v: 1, kind: 'charge', id: uuidv7(), recordedAt: at, clock, cashierId, policyRev: 1, app: 'curl 1.0.0' }
  const body = JSON.stringify({ ...made, ...place, ...sale, quoted })
  const hash = sha256(`MPS entry\n${body}`)
  writeFileSync(file, JSON.stringify({ ...device, seq: device.seq + 1, prev: hash.toString('hex') }), { mode: 0o600 })
  return JSON.stringify({ lastSeq: device.seq + 1, entries: [{ body, sig: sign(null, hash, keyOf(device)).toString('base64url'), code }] })
}

const commands = { key, assertion, charge }
if (!file || !commands[command]) throw new Error('say key, assertion or charge, and the device file; see the top of this script')
console.log(commands[command](...rest))
