import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { parseAst } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { SHELL_CHANNELS } from '../../src/ipc.ts'
import { buildBundle } from './support/bundles.ts'
import { sharedFolder } from './support/temporary.ts'

const folder = sharedFolder()
let preload = ''
let main = ''

beforeAll(async () => {
  await buildBundle('preload', join(folder, 'preload'))
  await buildBundle('main', join(folder, 'main'))
  preload = readFileSync(join(folder, 'preload', 'preload.cjs'), 'utf8')
  main = readFileSync(join(folder, 'main', 'main.js'), 'utf8')
}, 60_000)

type Node = { type?: string; [key: string]: unknown }

/** Every node of a syntax tree, without what is inside functions unless asked for. */
function* nodesOf(node: unknown, intoFunctions: boolean): Generator<Node> {
  if (Array.isArray(node)) {
    for (const item of node) yield* nodesOf(item, intoFunctions)
  } else if (node !== null && typeof node === 'object') {
    const { type } = node as Node
    if (type !== undefined) yield node as Node
    if (!intoFunctions && /Function|Method|PropertyDefinition/.test(type ?? '')) return
    for (const value of Object.values(node)) yield* nodesOf(value, intoFunctions)
  }
}

describe('the preload script', () => {
  it('is one CommonJS file', () => {
    expect(readdirSync(join(folder, 'preload'))).toEqual(['preload.cjs'])
    const ast = parseAst(preload, { lang: 'js', sourceType: 'commonjs' } as never)
    expect([...nodesOf(ast, true)].filter(({ type }) => /^(Import|Export)/.test(type ?? ''))).toEqual([])
  })

  it('requires electron and nothing else, and so works in a sandbox', () => {
    expect([...preload.matchAll(/require\((.*?)\)/g)].map(([, name]) => name)).toEqual(['"electron"'])
  })

  it('gives the page one function for each channel and no way to another', async () => {
    const calls: unknown[][] = []
    const exposed: [string, Record<string, (...args: unknown[]) => unknown>][] = []
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, api: Record<string, () => unknown>) => exposed.push([name, api]) },
      ipcRenderer: { invoke: (...args: unknown[]) => Promise.resolve(calls.push(args)) },
    }
    runInNewContext(preload, { require: () => electron, module: {}, exports: {} })
    expect(exposed).toHaveLength(1)
    const [name, api] = exposed[0]!
    expect(name).toBe('mpsShell')
    expect(Object.keys(api).toSorted()).toEqual(SHELL_CHANNELS.toSorted())
    await Promise.all(Object.values(api).map((call) => call('a', 1)))
    expect(calls).toEqual(Object.keys(api).map((channel) => [channel, 'a', 1]))
  })
})

describe('the main process', () => {
  it('is one ES module that needs electron and Node and nothing that would have to be installed', () => {
    expect(readdirSync(join(folder, 'main')).toSorted()).toEqual(['main.js', 'main.js.map'])
    const imported = [...nodesOf(parseAst(main), true)]
      .filter(({ type }) => /^(ImportDeclaration|ImportExpression|ExportAllDeclaration|ExportNamedDeclaration)$/.test(type ?? ''))
      .map(({ source }) => (source as { value?: string } | null)?.value)
      .filter((name) => name !== undefined)
    expect(imported).toContain('electron')
    expect(imported.filter((name) => name !== 'electron' && !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([])
    expect(main).not.toMatch(/\brequire\(/)
  })

  it('awaits nothing at its top, where Electron would wait for it before it says that it is ready', () => {
    expect([...nodesOf(parseAst(main), false)].filter(({ type }) => type === 'AwaitExpression')).toEqual([])
    // The same walk does see one where there is one.
    expect([...nodesOf(parseAst('await app.whenReady()'), false)].filter(({ type }) => type === 'AwaitExpression')).toHaveLength(1)
  })
})
