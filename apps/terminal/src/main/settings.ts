import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { codeOf } from './durable-file.ts'

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Payments travel encrypted; only a server on this very machine may do without. */
export const ServerUrl = z.string().refine(isServerOrigin, 'an https origin, or http on this machine')

function isServerOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname))
}

/** What whoever sets up the till writes into settings.json in the app's data folder; every key may be left out. */
export const Settings = z.strictObject({
  /** The sync server's origin. Where it stands here, the pairing screen cannot name another. */
  serverUrl: ServerUrl.nullable().default(null),
  /** Where the platform keeps signed builds; null looks for none. */
  updateUrl: z
    .url({ protocol: /^https$/ })
    .nullable()
    .default(null),
  /** Whether the window fills the screen and cannot be left. */
  kiosk: z.boolean().default(false),
})
export type Settings = z.infer<typeof Settings>

/**
 * Reads the settings once, at the start; MPS_SERVER_URL, MPS_UPDATE_URL and MPS_KIOSK=1 come before the file.
 * @throws ZodError or SyntaxError when the file is wrong: a till that sells to the wrong server is worse than one that does not start
 */
export function readSettings(path: string, environment: NodeJS.ProcessEnv = process.env): Settings {
  const { MPS_SERVER_URL: serverUrl, MPS_UPDATE_URL: updateUrl, MPS_KIOSK: kiosk } = environment
  return Settings.parse({
    ...fileContent(path),
    ...(serverUrl === undefined ? {} : { serverUrl }),
    ...(updateUrl === undefined ? {} : { updateUrl }),
    ...(kiosk === undefined ? {} : { kiosk: kiosk === '1' }),
  })
}

function fileContent(path: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw error
  }
}
