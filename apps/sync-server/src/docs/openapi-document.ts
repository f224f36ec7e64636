import { Problem, PROBLEMS } from '@mps/shared'
import { type ActorName, actorsOf, API, type Declared } from '@mps/shared/api'
import type { z } from 'zod'
import { operationAnswers } from './operation-answers.ts'
import { type Schemas, schemas } from './schemas.ts'

const VERSION = '1.0.0'

/** One scheme per kind of token: a token of one kind is worthless at every other door. */
const SCHEMES: Record<Exclude<ActorName, 'public'>, string> = {
  terminal: 'terminalToken',
  member: 'memberToken',
  'merchant:any': 'userToken',
  'merchant:manager': 'userToken',
  admin: 'adminToken',
  account: 'accountToken',
}
const SCHEME_NOTES: Record<string, string> = {
  terminalToken: 'From `POST /v1/terminal/token`: the device key signs an assertion (RFC 7523).',
  memberToken: 'From `POST /v1/me/session`.',
  userToken: 'From `POST /v1/sessions`, as a manager or a cashier of one merchant.',
  adminToken: 'From `POST /v1/sessions`, as a platform admin with a second factor.',
  accountToken: 'From `POST /v1/sessions`: any user or admin, about their own account.',
}

const ABOUT = `Amounts are whole minor units (hundredths) of the deployment's one currency; times are UTC with milliseconds. Errors are problem documents
(RFC 9457) with a stable \`code\`. Lists page by an opaque cursor. Writes that take an \`Idempotency-Key\` answer a repetition with the first answer, for 48 hours.`

/** The OpenAPI 3.1 document of the whole API, made from its declarations. */
export function openApiDocument(): Record<string, unknown> {
  const endpoints = Object.values<Declared>(API)
  const made = schemas()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const operations = (paths[endpoint.path] ??= {})
    operations[endpoint.method.toLowerCase()] = operation(endpoint, made)
  }
  made.of(Problem, 'output')
  const tags = [...new Set(endpoints.map(({ tag }) => tag))].toSorted()
  return {
    openapi: '3.1.1',
    info: { title: 'MPS', version: VERSION, description: ABOUT, license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' } },
    servers: [{ url: '/', description: 'The server that serves this document' }],
    tags: tags.map((name) => ({ name, description: `${endpoints.filter(({ tag }) => tag === name).length} operations` })),
    paths,
    components: { schemas: made.components(), securitySchemes: securitySchemes() },
  }
}

function securitySchemes(): Record<string, unknown> {
  const scheme = (description: string) => ({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description })
  return Object.fromEntries(Object.entries(SCHEME_NOTES).map(([name, note]) => [name, scheme(note)]))
}

function operation(endpoint: Declared, made: Schemas): Record<string, unknown> {
  const { id, tag, summary, description, body } = endpoint
  const guarded = actorsOf(endpoint).filter((actor) => actor !== 'public')
  const notes = [description, managersOnly(endpoint), repeatNote(endpoint)].filter((note) => note !== undefined)
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(notes.length > 0 && { description: notes.join('\n\n') }),
    security: [...new Set(guarded.map((actor) => SCHEMES[actor]))].map((scheme) => ({ [scheme]: [] })),
    parameters: parameters(endpoint, made),
    ...(body && { requestBody: requestBody(body, made) }),
    responses: operationAnswers(endpoint, made),
  }
}

function managersOnly(endpoint: Declared): string | undefined {
  const actors = actorsOf(endpoint)
  return actors.includes('merchant:manager') && !actors.includes('merchant:any') ? 'For managers, not for cashiers.' : undefined
}

function repeatNote({ repeatable }: Declared): string | undefined {
  return repeatable === undefined ? undefined : `Needs no Idempotency-Key: ${repeatable}.`
}

function requestBody(body: z.ZodType, made: Schemas): Record<string, unknown> {
  return { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: made.of(body, 'input') } } }
}

function parameters({ params, query, idempotent, etag }: Declared, made: Schemas): Record<string, unknown>[] {
  const header = (name: string, description: string, required = false, schema: object = { type: 'string' }) => ({
    name,
    in: 'header',
    description,
    required,
    schema,
  })
  return [
    ...fieldsOf(params, 'path', made),
    ...fieldsOf(query, 'query', made),
    ...(idempotent
      ? [
          header('Idempotency-Key', PROBLEMS.idempotency_key_malformed[1], idempotent === 'required', {
            type: 'string',
            minLength: 8,
            maxLength: 200,
          }),
        ]
      : []),
    ...(etag ? [header('If-None-Match', 'The ETag of the version that the caller holds')] : []),
  ]
}

function fieldsOf(object: z.ZodObject | undefined, place: 'path' | 'query', made: Schemas): Record<string, unknown>[] {
  return Object.entries(object?.shape ?? {}).map(([name, field]) => {
    const schema = field as z.ZodType
    return { name, in: place, required: place === 'path' || !schema.safeParse(undefined).success, schema: made.of(schema, 'input') }
  })
}
