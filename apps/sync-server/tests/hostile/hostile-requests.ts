import { type Declared, isWrite, pathParameters } from '@mps/shared/api'
import fc from 'fast-check'
import { leavesOf, withValue } from '../../../../packages/shared/tests/support/leaves.ts'
import { arbitraryOf } from '../support/arbitrary-of.ts'
import { hostileJson, hostileKey, hostileText, hostileValue } from './hostile-values.ts'

export type HostileRequest = {
  endpoint: Declared
  /** By name; null stands for an object of the caller's own. */
  params: Record<string, string | null>
  query: [string, string][]
  body: string | undefined
  contentType: string
}

/** A part of a path; dots alone are taken away before a URL is sent. */
const hostilePart = hostileText.filter((text) => !/^\.{1,2}$/.test(text))

/** Requests to one endpoint, made from its contract and then spoilt in one place or several. */
export function hostileRequests(endpoint: Declared): fc.Arbitrary<HostileRequest> {
  const params = fc.record(
    Object.fromEntries(
      pathParameters(endpoint.path).map((name) => [name, fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, hostilePart)]),
    ),
  )
  const names = [...Object.keys(endpoint.query?.shape ?? {}), 'surprise', '__proto__']
  const query = fc.array(fc.tuple(fc.constantFrom(...names), hostileText), { maxLength: 3 })
  const contentType = fc.oneof(
    { weight: 12, arbitrary: fc.constant('application/json') },
    fc.constantFrom('text/plain', 'application/json; charset=utf-7', 'multipart/form-data', '*/*'),
  )
  return fc
    .record({
      params,
      query: fc.oneof(fc.constant<[string, string][]>([]), query),
      body: isWrite(endpoint) ? bodies(endpoint) : fc.constant(undefined),
      contentType,
    })
    .map((request) => ({ endpoint, ...request }))
}

function bodies({ body }: Declared): fc.Arbitrary<string | undefined> {
  if (!body) return fc.oneof(hostileJson, fc.constant(undefined))
  const good = arbitraryOf(body)
  const spoilt = fc.tuple(good, fc.nat(), hostileValue).map(([value, at, bad]) => text(spoilLeaf(value, at, bad)))
  const withKey = fc.tuple(good, hostileKey, hostileValue).map(([value, key, bad]) => addKey(text(value), key, bad))
  const withoutKey = fc.tuple(good, fc.nat()).map(([value, at]) => text(dropKey(value, at)))
  const cut = fc
    .tuple(good, fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([value, share]) => text(value).slice(0, Math.floor(text(value).length * share)))
  const large = fc.tuple(good, hostileKey).map(([value, key]) => addKey(text(value), key, 'x'.repeat(120_000)))
  return fc.oneof(
    { weight: 8, arbitrary: spoilt },
    { weight: 4, arbitrary: withKey },
    { weight: 3, arbitrary: withoutKey },
    { weight: 2, arbitrary: cut },
    { weight: 3, arbitrary: hostileJson },
    { weight: 1, arbitrary: large },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}

const text = (value: unknown) => JSON.stringify(value) ?? 'null'

function spoilLeaf(value: unknown, at: number, bad: unknown): unknown {
  const leaves = leavesOf(value)
  const leaf = leaves[at % Math.max(1, leaves.length)]
  return leaf ? withValue(value, leaf.path, bad) : bad
}

/** In the text, where `__proto__` is a key like any other. */
function addKey(json: string, key: string, bad: unknown): string {
  if (!json.startsWith('{')) return `{${JSON.stringify(key)}:${text(bad)}}`
  return `{${JSON.stringify(key)}:${text(bad)}${json === '{}' ? '' : ','}${json.slice(1)}`
}

function dropKey(value: unknown, at: number): unknown {
  if (value === null || typeof value !== 'object') return undefined
  const keys = Object.keys(value)
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== keys[at % Math.max(1, keys.length)]))
}

/** Whether the contract takes all of a request after all: spoiling a free text with another free text spoils nothing. */
export function isWithinContract({ endpoint, params, query, body, contentType }: HostileRequest): boolean {
  if (contentType !== 'application/json' && isWrite(endpoint) && body !== undefined) return false
  const own = Object.values(params).every((value) => value === null)
  const parsedQuery = endpoint.query ? endpoint.query.safeParse(Object.fromEntries(query)).success : true
  return own && parsedQuery && bodyWithinContract(endpoint, body)
}

function bodyWithinContract({ body: schema }: Declared, body: string | undefined): boolean {
  try {
    // A byte order mark before JSON is let pass.
    const value: unknown = body === undefined || body === '' ? undefined : JSON.parse(body.replace(/^\ufeff/, ''))
    if (schema) return schema.safeParse(value).success
    return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  } catch {
    return false
  }
}
