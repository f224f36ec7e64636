import { Instant, PublicKey } from '@mps/shared'
import { OfflineLimitSteps } from '@mps/shared/platform'
import fc from 'fast-check'
import { z } from 'zod'

/** Values that a contract takes, made from the contract itself. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const known = FORMS.get(schema)
  if (known) return known
  // What a refinement demands beyond the shape is met by trying again.
  let refused = 0
  return shapeOf(schema).filter((value) => {
    if (schema.safeParse(value).success) return true
    if (++refused > 20_000)
      throw new Error(
        `No value by chance for ${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))}: say it in FORMS`,
      )
    return false
  })
}

/** Contracts whose refinements chance would never meet. */
const FORMS = new Map<z.ZodType, fc.Arbitrary<unknown>>([
  [
    OfflineLimitSteps,
    fc
      .uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 4, maxLength: 4 })
      .map((steps) => [0, ...steps.toSorted((a, b) => a - b)]),
  ],
  [Instant, fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((at) => at.toISOString())],
  [PublicKey, fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'))],
])

function shapeOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) return objectOf(schema)
  if (schema instanceof z.ZodOptional) return fc.option(inner(schema.def.innerType), { nil: undefined })
  if (schema instanceof z.ZodNullable) return fc.option(inner(schema.def.innerType), { nil: null })
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly)
    return inner(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return inner(schema.def.in)
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion) return fc.oneof(...schema.def.options.map(inner))
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.def.values)
  if (schema instanceof z.ZodArray) return arrayOf(schema)
  if (schema instanceof z.ZodRecord) return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), inner(schema.def.valueType), { maxKeys: 3 })
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodNull) return fc.constant(null)
  if (schema instanceof z.ZodNumber)
    return fc.integer({ min: bound(schema.minValue, -(2 ** 53 - 1)), max: bound(schema.maxValue, 2 ** 53 - 1) })
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodAny) return fc.jsonValue({ maxDepth: 2 })
  return textOf(schema)
}

const inner = (schema: z.core.$ZodType) => arbitraryOf(schema as z.ZodType)
const bound = (value: number | null, fallback: number) => (value === null || !Number.isFinite(value) ? fallback : value)

function objectOf({ shape }: z.ZodObject): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([key, field]) => [key, inner(field)] as const)
  return fc.record(Object.fromEntries(fields)).map(withoutUndefined)
}

/** A field that was left out is not there, as in JSON. */
function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

function arrayOf(schema: z.ZodArray): fc.Arbitrary<unknown> {
  const { minItems: minLength = 0, maxItems = 4 } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return fc.array(inner(schema.element), { minLength, maxLength: Math.max(minLength, Math.min(4, maxItems)) })
}

/** Texts: what has a form is made by its form. */
function textOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const {
    type,
    format,
    pattern,
    allOf = [],
    minLength = 0,
    maxLength = 60,
  } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (type !== 'string') throw new Error(`No arbitrary for a schema of ${schema.def.type}`)
  const patterns = [pattern, ...allOf.map((part) => part.pattern)].filter((one) => one !== undefined)
  if (patterns.some((one) => one.includes('{8}-'))) return fc.uuid({ version: patterns.some((one) => one.includes('-7')) ? 7 : [4, 7] })
  if (format === 'date-time')
    return fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((at) => at.toISOString())
  if (format === 'date' || patterns.some((one) => one.includes('-02-29'))) {
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10))
  }
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'] })
  if (format === 'email') return fc.emailAddress()
  const shortest = patterns.toSorted((a, b) => b.length - a.length)[0]
  if (shortest !== undefined) return fc.stringMatching(new RegExp(shortest, 'u'))
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(60, maxLength)) })
}
