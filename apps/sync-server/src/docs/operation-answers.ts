import { type ProblemCode, PROBLEMS } from '@mps/shared'
import { type AnswerShape, type Declared, isWrite, problemsOf } from '@mps/shared/api'
import { z } from 'zod'
import type { Schemas } from './schemas.ts'

const SUCCESS: Record<number, string> = { 200: 'Done', 201: 'Created', 202: 'Taken for later', 204: 'Done; there is nothing to say' }

/** The answers of an operation by status: its successes, then its problems, each with the codes it may have. */
export function operationAnswers(endpoint: Declared, made: Schemas): Record<string, unknown> {
  const successes = Object.entries(endpoint.answers).map(
    ([status, shape]) => [status, success(Number(status), shape, endpoint, made)] as const,
  )
  const unchanged = endpoint.etag ? [['304', { description: 'The caller holds this version' }] as const] : []
  return Object.fromEntries([...successes, ...unchanged, ...problems(endpoint)])
}

function success(status: number, shape: AnswerShape, endpoint: Declared, made: Schemas): Record<string, unknown> {
  const headers = {
    ...(endpoint.idempotent && {
      'Idempotency-Replayed': header('`true` where this is the answer to an earlier request', { const: 'true' }),
    }),
    ...(endpoint.etag && { ETag: header('The version, for If-None-Match', {}) }),
  }
  const content = contentOf(shape, made)
  return {
    description: SUCCESS[status] ?? 'Done',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(content && { content }),
  }
}

const header = (description: string, rest: object) => ({ description, schema: { type: 'string', ...rest } })

function contentOf(shape: AnswerShape, made: Schemas): Record<string, unknown> | undefined {
  if (shape instanceof z.ZodType) return { 'application/json': { schema: made.of(shape, 'output') } }
  if (shape.kind === 'nothing') return undefined
  return Object.fromEntries(shape.types.map((type) => [type, { schema: { type: 'string' } }]))
}

function problems(endpoint: Declared): (readonly [string, unknown])[] {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of problemsOf(endpoint)) {
    const [status] = PROBLEMS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return [...byStatus].toSorted(([a], [b]) => a - b).map(([status, codes]) => [String(status), problem(codes, isWrite(endpoint))])
}

function problem(codes: ProblemCode[], write: boolean): unknown {
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: codes } } }] }
  const retry = codes.some((code) => [429, 503].includes(PROBLEMS[code][0]) || (write && code === 'idempotency_in_progress'))
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('\n\n'),
    ...(retry && { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } }),
    content: { 'application/problem+json': { schema } },
  }
}
