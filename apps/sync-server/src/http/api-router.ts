import type { Declared } from '@mps/shared/api'
import { actorsOf, isWrite } from '@mps/shared/api'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Context } from '../context.ts'
import type { Work } from '../db/transactions.ts'
import { toProblem } from '../problem.ts'
import type { Actor } from './actor.ts'
import { actorOf } from './actor-of.ts'
import { StreamAnswer } from './answer.ts'
import { type Authenticate, authenticator } from './authenticate.ts'
import { checkAnswer, checkProblem } from './check-answer.ts'
import { keyedRequest, once, ReplayedAnswer } from './idempotency.ts'
import type { AnyRequest, Route } from './implement.ts'
import { jsonBody } from './json-body.ts'
import { refuseOtherMethods } from './method-not-allowed.ts'
import { accountLimit } from './rate-limit.ts'
import { readInput } from './read-input.ts'
import { type RenderedAnswer, renderAnswer, sendRendered, sendStream, statedAnswer } from './send-answer.ts'
import { storeRefusal } from './store-refusal.ts'
import { transactAs } from './transact-as.ts'

/** One router for all that is implemented: the door, then a route's own guards, then the body, then the handler. Routes asked for most come first. */
export function apiRouter(ctx: Context, routes: Route[]): Router {
  // Strict: with an empty id, `DELETE …/sessions/` must not become `DELETE …/sessions`, which ends them all.
  const router = Router({ strict: true, caseSensitive: true })
  const doorOf = authenticator(ctx)
  const perAccount = accountLimit(ctx)
  const ids = new Set<string>()
  for (const route of routes) {
    const { endpoint, before } = route
    if (ids.has(endpoint.id)) throw new Error(`${endpoint.id} is implemented twice`)
    ids.add(endpoint.id)
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')
    const body = isWrite(endpoint) ? jsonBody(endpoint.bodyLimit ?? '100kb') : []
    router[method](path, door(doorOf(endpoint)), ...(isForPeople(endpoint) ? [perAccount] : []), ...before, ...body, answering(ctx, route))
  }
  return refuseOtherMethods(router)
}

/** Terminals are most of the traffic and have gates of their own. */
const isForPeople = (endpoint: Declared) => actorsOf(endpoint).some((actor) => actor !== 'public' && actor !== 'terminal')

function door(authenticate: Authenticate): RequestHandler {
  return async (req, res, next) => {
    res.locals['actor'] = await authenticate(req)
    next()
  }
}

function answering(ctx: Context, route: Route): RequestHandler {
  const { endpoint, handle } = route
  const { checkAnswers } = ctx.config
  return async (req, res) => {
    const actor = actorOf(res)
    try {
      const { request, stored } = requestOf(ctx, endpoint, actor, req)
      const stated = statedAnswer(endpoint, await handle(request))
      if (checkAnswers) checkAnswer(endpoint, stated)
      if (stated.body instanceof StreamAnswer) await sendStream(res, stated.status, stated.body)
      else sendRendered(req, res, stored() ?? renderAnswer(stated))
    } catch (error) {
      if (error instanceof ReplayedAnswer) return sendReplay(req, res, error.rendered)
      if (checkAnswers && !res.headersSent) checkProblem(endpoint, toProblem(error))
      throw error
    }
  }
}

type Prepared = { request: AnyRequest; stored: () => RenderedAnswer | undefined }

function requestOf(ctx: Context, endpoint: Declared, actor: Actor, req: Request): Prepared {
  const input = readInput(endpoint, req)
  const keyed = endpoint.idempotent ? keyedRequest(endpoint, req) : null
  let rendered: RenderedAnswer | undefined
  const render = (result: unknown) => (rendered = renderAnswer(statedAnswer(endpoint, result)))
  const transact = keyed
    ? (work: Work<unknown>) => storeRefusal(ctx, actor, keyed, transactAs(ctx, actor, once(keyed, render, work)))
    : (work: Work<unknown>) => transactAs(ctx, actor, work)
  return { request: { actor, ...input, transact, http: req }, stored: () => rendered }
}

function sendReplay(req: Request, res: Response, rendered: RenderedAnswer): void {
  res.setHeader('Idempotency-Replayed', 'true')
  sendRendered(req, res, rendered, rendered.status < 400 ? 'application/json' : 'application/problem+json')
}
