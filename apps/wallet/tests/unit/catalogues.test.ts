import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DECLINE_NEXT_STEP } from '@mps/shared/decline-codes'
import { en } from '../../src/i18n/en.ts'
import { languageOf } from '../../src/i18n/i18n.ts'
import { zhHant } from '../../src/i18n/zh-hant.ts'

type Tree = { [key: string]: string | Tree }

/** A catalogue as flat pairs such as `code.label`, its text. */
function flat(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  )
}

const english = new Map(flat(en))
const chinese = new Map(flat(zhHant))
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').toSorted()

const SRC = join(import.meta.dirname, '../../src')
const source = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/^i18n.(en|zh)/.test(file))
  .map((file) => readFileSync(join(SRC, file), 'utf8'))
  .join('\n')

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  it('have the same placeholders under each key', () => {
    for (const [key, text] of english) expect([key, placeholders(chinese.get(key) ?? '')]).toEqual([key, placeholders(text)])
  })

  it('have no text that is empty or left in English', () => {
    const isChinese = (text: string) => text === '{{merchant}}' || /\p{Script=Han}/u.test(text)
    expect([...chinese].filter(([, text]) => !isChinese(text))).toEqual([])
    expect([...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('have no key that the source does not use', () => {
    const computed = [...source.matchAll(/`(\w+\.\w*)\$\{/g)].map(([, prefix]) => prefix ?? '')
    const isUsed = (key: string) => source.includes(`'${key}'`) || computed.some((prefix) => key.startsWith(prefix))
    expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([])
  })

  it('have every key that the source asks for by name', () => {
    const asked = [...source.matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key ?? '')
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((key) => !english.has(key))).toEqual([])
  })

  it('say why a payment was declined, for every code there is', () => {
    expect(Object.keys(en.decline).toSorted()).toEqual(Object.keys(DECLINE_NEXT_STEP).toSorted())
  })
})

describe('the language of a phone', () => {
  it.each([
    ['zh-TW', 'zh-Hant'],
    ['zh-Hant-HK', 'zh-Hant'],
    ['ZH', 'zh-Hant'],
    ['en-GB', 'en'],
    ['fr', 'en'],
  ])('%s reads %s', (tag, language) => {
    expect(languageOf(tag)).toBe(language)
  })
})
