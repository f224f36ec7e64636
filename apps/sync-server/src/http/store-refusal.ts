import type { Context } from '../context.ts'
import { problemDocument, toProblem } from '../problem.ts'
import type { Actor } from './actor.ts'
import { isFinalRefusal, type KeyedRequest, once, ReplayedAnswer } from './idempotency.ts'
import { transactAs } from './transact-as.ts'

/**
 * Waits for the work of a keyed request, and stores its refusal where it is refused for good: the work was rolled back, so this is a
 * transaction of its own. Where that fails, a repetition is judged anew, which is safe, since nothing was done.
 */
export async function storeRefusal<T>(ctx: Context, actor: Actor, keyed: KeyedRequest, working: Promise<T>): Promise<T> {
  try {
    return await working
  } catch (error) {
    if (error instanceof ReplayedAnswer) throw error
    const document = problemDocument(toProblem(error))
    if (isFinalRefusal(document)) {
      const render = () => ({ status: document.status, headers: {}, body: JSON.stringify(document) })
      await transactAs(
        ctx,
        actor,
        once(keyed, render, () => Promise.resolve()),
      ).catch((fault: unknown) => ctx.logger.debug({ err: fault }, 'a refusal was not stored'))
    }
    throw error
  }
}
