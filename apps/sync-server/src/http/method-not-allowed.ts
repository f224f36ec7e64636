import type { RequestHandler, Router } from 'express'
import { ProblemError } from '../problem.ts'

/** Ends every address of a router with a 405 that names the methods it takes; without it a wrong method looks like a wrong address. */
export function refuseOtherMethods(router: Router): Router {
  const routes = router.stack.flatMap(({ route }) => (route ? [route] : []))
  for (const path of new Set(routes.map((route) => route.path))) {
    const ofPath = routes.filter((route) => route.path === path)
    const methods = ofPath.flatMap((route) => route.stack.map(({ method }) => method.toUpperCase()))
    ofPath.at(-1)?.all(refuse(methods))
  }
  return router
}

function refuse(methods: string[]): RequestHandler {
  const allow = [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].join(', ')
  return (_req, res) => {
    res.setHeader('Allow', allow)
    throw new ProblemError('method_not_allowed')
  }
}
