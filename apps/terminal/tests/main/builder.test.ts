import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildBundle } from './support/bundles.ts'
import { sharedFolder } from './support/temporary.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const TERMINAL = join(ROOT, 'apps/terminal')
// electron-builder's own library is a dependency of the builder, not of ours: it is asked for from where it lies.
const fromTerminal = createRequire(join(TERMINAL, 'package.json'))
const fromBuilder = createRequire(fromTerminal.resolve('electron-builder'))
const fromLibrary = createRequire(fromBuilder.resolve('app-builder-lib'))

type Config = Record<string, unknown>
const builderConfig = fromBuilder('app-builder-lib/out/util/config/config') as {
  getConfig(project: string, file: string, request: null): Promise<Config>
  validateConfiguration(config: Config, log: object): Promise<void>
}
const { DebugLogger } = fromBuilder('builder-util') as { DebugLogger: new (isEnabled: boolean) => object }
const asar = fromLibrary('@electron/asar') as {
  listPackage(archive: string, options: object): string[]
  extractFile(archive: string, name: string): Buffer
}

// How Electron marks its fuses in its binary (@electron/fuses, constants.js); all but the last stand the wrong way round.
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WRONG_FUSES = '101100110'

const folder = sharedFolder()

/** A folder that looks like Electron's distribution to the builder: a file with a fuse wire in the place of the program. */
function standInForElectron(): string {
  const dist = join(folder, 'electron')
  mkdirSync(join(dist, 'resources'), { recursive: true })
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, WRONG_FUSES.length]), Buffer.from(WRONG_FUSES)])
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.alloc(1000), wire, Buffer.alloc(1000)]))
  for (const name of ['LICENSE', 'version', 'chrome-sandbox']) writeFileSync(join(dist, name), '45')
  return dist
}

/** The repository as the builder sees it, with a built terminal and with things beside it that must not be shipped. */
async function builtProject(): Promise<string> {
  const project = join(folder, 'project')
  const app = join(project, 'apps/terminal')
  for (const part of ['dist/renderer/assets', 'src/main']) mkdirSync(join(app, part), { recursive: true })
  for (const file of ['package.json', 'electron-builder.yml', 'apps/terminal/package.json', 'apps/terminal/build'])
    cpSync(join(ROOT, file), join(project, file), { recursive: true })
  await buildBundle('main', join(app, 'dist/main'))
  await buildBundle('preload', join(app, 'dist/preload'))
  writeFileSync(join(app, 'dist/renderer/index.html'), '<!doctype html>')
  writeFileSync(join(app, 'dist/renderer/assets/index.js'), '')
  symlinkSync(join(TERMINAL, 'node_modules'), join(app, 'node_modules'))
  const strays = ['src/main/main.ts', '.env', 'dist/renderer/assets/index.js.map']
  for (const stray of strays) writeFileSync(join(app, stray), 'stray')
  return project
}

let config: Config = {}
let unpacked = ''

beforeAll(async () => {
  config = await builderConfig.getConfig(ROOT, 'electron-builder.yml', null)
  const project = await builtProject()
  const cli = join(fromTerminal.resolve('electron-builder/package.json'), '../cli.js')
  const args = [cli, '--linux', 'dir', '--x64', '--publish', 'never', `-c.electronDist=${standInForElectron()}`]
  const env = { ...process.env, MPS_UPDATE_URL: 'https://updates.example.com/terminal' }
  await promisify(execFile)(process.execPath, args, { cwd: project, env }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`electron-builder failed:\n${stdout}\n${stderr}`)
    },
  )
  unpacked = join(project, 'out', 'linux-unpacked')
}, 120_000)

describe('electron-builder.yml', () => {
  it('is what electron-builder’s own schema allows', async () => {
    await expect(builderConfig.validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined()
    await expect(builderConfig.validateConfiguration({ ...config, asarr: true }, new DebugLogger(false))).rejects.toThrow('asarr')
  })

  it('packages for Windows, macOS and Linux', () => {
    const targets = ['win', 'mac', 'linux'].map((platform) =>
      (config[platform] as { target: { target: string }[] }).target.map(({ target }) => target),
    )
    expect(targets).toEqual([['nsis'], ['dmg', 'zip'], ['AppImage', 'deb']])
  })

  it('names the Electron that the terminal is tested with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(TERMINAL, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string }
    }
    expect(config['electronVersion']).toBe(devDependencies.electron)
  })

  it('keeps the journal and the device key when the app is uninstalled', () => {
    expect(config['nsis']).toMatchObject({ deleteAppDataOnUninstall: false })
  })

  it('asks macOS for the camera and for nothing else', () => {
    const { extendInfo, entitlements, hardenedRuntime } = config['mac'] as {
      extendInfo: object
      entitlements: string
      hardenedRuntime: boolean
    }
    expect([hardenedRuntime, Object.keys(extendInfo)]).toEqual([true, ['NSCameraUsageDescription']])
    const keys = [...readFileSync(join(ROOT, entitlements), 'utf8').matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)
    expect(keys).toEqual(['com.apple.security.cs.allow-jit', 'com.apple.security.device.camera'])
  })
})

describe('the packaged terminal, made by electron-builder around a stand-in for Electron', () => {
  it('has every fuse as the configuration says', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'mps-terminal'))
    const names = Object.values(FuseV1Options).filter((name) => typeof name === 'string')
    const states = Object.fromEntries(names.map((name) => [name, wire[FuseV1Options[name as keyof typeof FuseV1Options]]]))
    expect(states).toEqual({
      RunAsNode: FuseState.DISABLE,
      EnableCookieEncryption: FuseState.ENABLE,
      EnableNodeOptionsEnvironmentVariable: FuseState.DISABLE,
      EnableNodeCliInspectArguments: FuseState.DISABLE,
      EnableEmbeddedAsarIntegrityValidation: FuseState.ENABLE,
      OnlyLoadAppFromAsar: FuseState.ENABLE,
      LoadBrowserProcessSpecificV8Snapshot: FuseState.DISABLE,
      GrantFileProtocolExtraPrivileges: FuseState.DISABLE,
      // Electron's own default stays: WebAssembly of the scanner.
      WasmTrapHandlers: FuseState.DISABLE,
    })
  })

  it('ships the three bundles in one archive, and neither sources nor maps nor packages', () => {
    const shipped = asar.listPackage(join(unpacked, 'resources', 'app.asar'), {}).filter((name) => /\.\w+$/.test(name))
    expect(shipped.map((name) => name.replaceAll('\\', '/')).toSorted()).toEqual([
      '/dist/main/main.js',
      '/dist/preload/preload.cjs',
      '/dist/renderer/assets/index.js',
      '/dist/renderer/index.html',
      '/package.json',
    ])
  })

  it('starts where package.json says', () => {
    const archive = join(unpacked, 'resources', 'app.asar')
    const { main, type } = JSON.parse(asar.extractFile(archive, 'package.json').toString()) as { main: string; type: string }
    expect([main, type]).toEqual(['dist/main/main.js', 'module'])
    expect(asar.extractFile(archive, main).length).toBeGreaterThan(1000)
  })

  it('looks for updates where the environment said', () => {
    expect(readFileSync(join(unpacked, 'resources', 'app-update.yml'), 'utf8')).toContain('url: https://updates.example.com/terminal')
  })
})
