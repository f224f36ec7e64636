import type { Response } from 'express'
import type { Actor } from './actor.ts'

/** Who a request comes from, once it is through the door: for a route's own guards. Handlers get it typed. */
export function actorOf(res: Response): Actor {
  return res.locals['actor'] as Actor
}
