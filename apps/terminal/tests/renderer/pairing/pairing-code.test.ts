import { expect, it } from 'vitest'
import { isWholePairingCode, serverOrigin, tidyPairingCode } from '../../../src/renderer/pairing/pairing-code.ts'

it('puts the dash in and takes what people type', () => {
  expect(['ab', 'abcd', 'abcde', 'ab-cd ef_gh', 'ABCDEFGHJK'].map(tidyPairingCode)).toEqual([
    'AB',
    'ABCD',
    'ABCD-E',
    'ABCD-EFGH',
    'ABCD-EFGH',
  ])
})

it('knows a whole code', () => {
  expect(['ABCD-EFG', 'ABCD-EFGH', 'abcd-efgh'].map(isWholePairingCode)).toEqual([false, true, false])
})

it('takes a server over TLS, or on this machine', () => {
  expect(serverOrigin('pay.example.com')).toBe('https://pay.example.com')
  expect(serverOrigin(' https://pay.example.com/terminal/ ')).toBe('https://pay.example.com')
  expect(serverOrigin('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080')
  expect(serverOrigin('http://pay.example.com')).toBeNull()
  expect(serverOrigin('')).toBeNull()
})
