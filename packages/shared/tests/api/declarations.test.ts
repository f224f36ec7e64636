import { describe, expect, it } from 'vitest'
import * as api from '../../src/api/index.ts'
import { actorsOf, API, type Declared, isWrite, pathParameters } from '../../src/api/index.ts'

const ENDPOINTS = Object.values<Declared>(API)
const ids = (endpoints: Declared[]) => endpoints.map(({ id }) => id)
const faulty = (isFaulty: (endpoint: Declared) => boolean) => ids(ENDPOINTS.filter(isFaulty))

describe('the declarations', () => {
  it('have an id each, and none is lost where two nouns are joined', () => {
    const nouns = Object.entries(api).filter(([name]) => name.endsWith('Api'))
    const all = nouns.flatMap(([, declarations]) => Object.values(declarations as Record<string, Declared>))
    expect(ids(all).toSorted()).toEqual(Object.keys(API).toSorted())
  })

  it('have an address each', () => {
    const addresses = ENDPOINTS.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(addresses.filter((address, i) => addresses.indexOf(address) !== i)).toEqual([])
  })

  it('describe the parameters that the path names, and no others', () => {
    expect(
      faulty(
        ({ path, params }) =>
          Object.keys(params?.shape ?? {})
            .toSorted()
            .join() !== pathParameters(path).toSorted().join(),
      ),
    ).toEqual([])
  })

  it('say of every write whether it takes a key or why it needs none', () => {
    expect(faulty((endpoint) => isWrite(endpoint) && (endpoint.idempotent === undefined) === (endpoint.repeatable === undefined))).toEqual(
      [],
    )
  })

  it('keep no answer for a caller whom nobody knows', () => {
    expect(faulty((endpoint) => actorsOf(endpoint).includes('public') && endpoint.idempotent !== undefined)).toEqual([])
  })

  it('have bodies in writes only, and successes among the answers only', () => {
    expect(faulty((endpoint) => !isWrite(endpoint) && endpoint.body !== undefined)).toEqual([])
    expect(faulty(({ answers }) => Object.keys(answers).some((status) => !/^2\d\d$/.test(status)))).toEqual([])
  })

  it('put each actor’s addresses under that actor’s prefix', () => {
    const prefixes: Record<string, string> = {
      terminal: 'terminal',
      member: 'me',
      'merchant:any': 'merchant',
      'merchant:manager': 'merchant',
      admin: 'admin',
    }
    const misplaced = faulty((endpoint) =>
      actorsOf(endpoint).some((actor) => prefixes[actor] !== undefined && !endpoint.path.startsWith(`/v1/${prefixes[actor]}`)),
    )
    expect(misplaced).toEqual([])
  })
})
