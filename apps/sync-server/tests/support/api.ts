import type { Answer, TestServer } from './test-server.ts'

/** Calls of one actor. A write without a body sends none. */
export type Api = {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  patch(path: string, body: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

/** The API as one actor calls it, by their token. */
export function apiAs(server: Pick<TestServer, 'call'>, token: string): Api {
  const write = (method: string, path: string, body?: unknown) => server.call(path, { method, token, ...(body !== undefined && { body }) })
  return {
    get: (path) => server.call(path, { token }),
    post: (path, body) => write('POST', path, body),
    put: (path, body) => write('PUT', path, body),
    patch: (path, body) => write('PATCH', path, body),
    delete: (path) => write('DELETE', path),
  }
}

/** Status and, for a problem, its code: what most refusals are judged by. */
export function verdict({ status, body }: Answer): string {
  return typeof body['code'] === 'string' && status >= 400 ? `${status} ${body['code']}` : String(status)
}
