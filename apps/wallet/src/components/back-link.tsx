import { hrefOf, type Route } from '../shell/route.ts'
import { Icon } from './icon.tsx'

/** The way up, to where the screen belongs. */
export function BackLink({ to, children }: { to: Route; children: string }) {
  return (
    <a className="back-link" href={hrefOf(to)}>
      <Icon name="back" />
      {children}
    </a>
  )
}
