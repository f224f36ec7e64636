import * as contracts from '@mps/shared'
import { z } from 'zod'

type JsonSchema = Record<string, unknown>
export type Direction = 'input' | 'output'

/** JSON Schemas for one document: what has a name in packages/shared is a component and is referred to, the rest stands where it is used. */
export type Schemas = {
  of(schema: z.ZodType, direction: Direction): JsonSchema
  components(): Record<string, JsonSchema>
}

export function schemas(): Schemas {
  const names = contractNames()
  const components = new Map<string, JsonSchema>()

  const of = (schema: z.ZodType, direction: Direction): JsonSchema => {
    // Within an object, a schema that has a name is referred to even where it is the whole.
    const { $defs = {}, properties } = z.toJSONSchema(z.object({ it: schema }), {
      metadata: names,
      io: direction,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => tidy(jsonSchema),
    })
    const renamed = new Map<string, string>()
    for (const [name, definition] of Object.entries($defs)) renamed.set(name, nameFor(name, plain(definition), direction))
    for (const [name, definition] of Object.entries($defs)) {
      components.set(renamed.get(name) ?? name, withRefs(plain(definition), renamed))
    }
    return withRefs(plain(properties?.['it']), renamed)
  }

  /** What a caller may leave out, an answer always has: then the two forms have two names. */
  const forms = new Map<string, string>()
  const nameFor = (name: string, definition: JsonSchema, direction: Direction): string => {
    const form = JSON.stringify(definition)
    const known = forms.get(name)
    if (known === undefined) forms.set(name, form)
    return known === undefined || known === form ? name : `${name}${direction === 'input' ? 'Input' : 'Output'}`
  }

  return { of, components: () => Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

function contractNames() {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(contracts)) {
    if (schema instanceof z.ZodObject || schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodEnum) names.add(schema, { id })
  }
  return names
}

/** A number in a query is digits; documents say so by its type. What zod adds for itself is left out. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.pattern === String.raw`^\d{1,15}$`) {
    schema.type = 'integer'
    delete schema.pattern
  }
  delete schema.id
  // Formats of zod's own, such as "lowercase"; a pattern says the same.
  if (schema.format === 'lowercase' || schema.format === 'safeint') delete schema.format
}

const plain = (schema: unknown): JsonSchema => JSON.parse(JSON.stringify(schema ?? {})) as JsonSchema

function withRefs(schema: JsonSchema, renamed: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(schema).replaceAll(
    /"#\/\$defs\/([^"]+)"/g,
    (_all, name: string) => `"#/components/schemas/${renamed.get(name) ?? name}"`,
  )
  return JSON.parse(text) as JsonSchema
}
