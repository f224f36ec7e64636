import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en } from '../../../src/renderer/i18n/en.ts'
import { zhHant } from '../../../src/renderer/i18n/zh-hant.ts'

const RENDERER = fileURLToPath(new URL('../../../src/renderer', import.meta.url))

/** Every key with its text, as `a.b.c`. */
function textsOf(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`
    return typeof value === 'string' ? [[at, value]] : textsOf(value as object, at)
  })
}

const withoutPlural = (key: string): string => key.replace(/_(zero|one|other)$/, '')
const gapsOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).toSorted()
const english = new Map(textsOf(en))
const chinese = new Map(textsOf(zhHant))

/** The keys that the source asks for; a gap in a template stands for any one name. */
function keysInSource(): RegExp[] {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  const source = files.map((file) => readFileSync(join(RENDERER, file), 'utf8')).join('\n')
  // Template gaps may hold calls with quotes and braces of their own; none holds a backtick.
  const literals = [...source.matchAll(/'([a-zA-Z]+(?:\.\w+)+)'/g)].map((match) => match[1]!)
  const templates = [...source.matchAll(/\bt\(`([^`]+)`/g)].map((match) => match[1]!)
  return [...literals, ...templates].map((key) => {
    const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', String.raw`\.`))
    return new RegExp(`^${parts.join(String.raw`\w+`)}$`)
  })
}

describe('the catalogues', () => {
  it('have the same keys but for plurals that Chinese does not have', () => {
    const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(withoutPlural))].toSorted()
    expect(keys(chinese)).toEqual(keys(english))
  })

  it('have the same gaps in each text', () => {
    for (const [key, text] of chinese) expect([key, gapsOf(text)]).toEqual([key, gapsOf(english.get(key)!)])
  })

  it('leave nothing empty, and nothing in English in the Chinese one', () => {
    const same = [...chinese].filter(([key, text]) => text.trim() === '' || text === english.get(key))
    expect(same).toEqual([])
  })

  it('hold no text that no screen uses', () => {
    const used = keysInSource()
    const unused = [...english.keys()].filter((key) => !used.some((pattern) => pattern.test(withoutPlural(key)) || pattern.test(key)))
    expect(unused).toEqual([])
  })

  it('hold every text that a screen asks for', () => {
    const known = new Set([...english.keys()].map(withoutPlural))
    const sections = new Set(Object.keys(en))
    const asked = keysInSource().filter((pattern) => sections.has(/^\^(\w+)/.exec(pattern.source)?.[1] ?? ''))
    const missing = asked.filter((pattern) => ![...known].some((key) => pattern.test(key)))
    expect(missing).toEqual([])
    expect(asked.length).toBeGreaterThan(150)
  })
})
