import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postWebhook } from '../../src/webhooks/post-webhook.ts'
import { isPrivateAddress, isRefusedUrl } from '../../src/webhooks/public-address.ts'

describe('the addresses of webhooks', () => {
  it.each([
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::127.0.0.1',
    'not an address',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '192.167.0.1', '2606:4700::1111', '2a00:1450:4001::1'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })

  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://user:pw@example.com/',
    'https://localhost/',
    'https://a.localhost./',
    'https://169.254.169.254/latest',
  ])('%s is refused', (url) => {
    expect(isRefusedUrl(new URL(url), false)).toBe(true)
  })

  it('takes an https address with a public name', () => {
    expect(isRefusedUrl(new URL('https://hooks.example.com/mps?shop=1'), false)).toBe(false)
  })
})

describe('a name that leads to a private address', () => {
  let hits = 0
  const server = createServer((_req, res) => {
    hits++
    res.end()
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void server.close())

  it('is not connected to, wherever the check of its text led', async () => {
    const { port } = server.address() as AddressInfo
    // `localhost` is refused by its text; a name of the machine's own resolver is refused where it leads.
    const { hostname } = await import('node:os')
    const name = hostname()
    const result = await postWebhook(`https://${name}:${port}/`, {}, '{}', false)
    expect(result.status).toBeNull()
    expect(['address refused', 'unreachable']).toContain(result.error)
    expect(hits).toBe(0)
  })

  it('is connected to where the configuration allows it', async () => {
    const { port } = server.address() as AddressInfo
    expect(await postWebhook(`http://localhost:${port}/`, {}, '{}', true)).toEqual({ status: 200, error: null })
    expect(hits).toBe(1)
  })
})
