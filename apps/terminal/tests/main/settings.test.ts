import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/main/settings.ts'
import { temporaryFolder } from './support/temporary.ts'

function aFile(content: string): string {
  const path = join(temporaryFolder(), 'settings.json')
  writeFileSync(path, content)
  return path
}

describe('the settings', () => {
  it('have defaults where there is no file', () => {
    expect(readSettings(join(temporaryFolder(), 'settings.json'), {})).toEqual({ serverUrl: null, updateUrl: null, kiosk: false })
  })

  it('come from the file, and the environment comes before it', () => {
    const path = aFile('{"serverUrl":"https://pay.example.com","kiosk":true}')
    expect(readSettings(path, {})).toEqual({ serverUrl: 'https://pay.example.com', updateUrl: null, kiosk: true })
    const environment = {
      MPS_SERVER_URL: 'https://other.example.com:8443',
      MPS_UPDATE_URL: 'https://updates.example.com/till',
      MPS_KIOSK: '0',
    }
    expect(readSettings(path, environment)).toEqual({
      serverUrl: 'https://other.example.com:8443',
      updateUrl: 'https://updates.example.com/till',
      kiosk: false,
    })
  })

  it.each([
    'http://pay.example.com',
    'http://localhost.example.com',
    'ftp://localhost',
    'file:///etc/passwd',
    'https://pay.example.com/path',
    'https://user:secret@pay.example.com',
    'https://pay.example.com?x=1',
    'pay.example.com',
    '',
  ])('refuse %j as the server', (serverUrl) => {
    expect(() => readSettings(aFile(JSON.stringify({ serverUrl })), {})).toThrow('https origin')
  })

  it.each(['http://localhost:8080', 'http://127.0.0.1:3000', 'http://[::1]:8080', 'https://pay.example.com'])(
    'take %s as the server',
    (serverUrl) => {
      expect(readSettings(aFile(JSON.stringify({ serverUrl })), {}).serverUrl).toBe(serverUrl)
    },
  )

  it.each([
    ['{"serverUrl":', 'JSON'],
    ['[]', 'expected record'],
    ['"x"', 'expected record'],
    ['{"updateUrl":"http://updates.example.com"}', 'Invalid URL'],
    ['{"kiosk":"yes"}', 'expected boolean'],
    ['{"serverURL":"https://pay.example.com"}', 'Unrecognized key'],
  ])('stop the start when the file is %s', (content, reason) => {
    expect(() => readSettings(aFile(content), {})).toThrow(reason)
  })
})
