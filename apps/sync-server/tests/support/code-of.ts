import type { Answer } from './test-server.ts'

/** An answer in a few letters: `200 ok`, `401 unauthenticated`. */
export function codeOf({ status, body }: Pick<Answer, 'status' | 'body'>): string {
  const { code } = body
  return `${status} ${typeof code === 'string' ? code : 'ok'}`
}
