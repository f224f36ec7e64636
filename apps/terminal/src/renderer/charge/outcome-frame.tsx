import type { ReactNode } from 'react'
import { Icon, type IconName } from '../components/icon.tsx'

export type Tone = 'good' | 'bad' | 'warn' | 'wait' | 'plain'

type OutcomeFrameProps = { tone: Tone; icon: IconName; title: string; isBusy?: boolean; children?: ReactNode; actions?: ReactNode }

// A live region that appears together with its words is not read everywhere; the focus is.
function focusOn(heading: HTMLHeadingElement | null): void {
  heading?.focus()
}

/** How a sale ended, told three times at once: by colour, by picture and in words. */
export function OutcomeFrame({ tone, icon, title, isBusy = false, children, actions }: OutcomeFrameProps) {
  return (
    <section className={`outcome tone-${tone}`} aria-busy={isBusy}>
      <div className="outcome-words" aria-live="assertive">
        <span className={isBusy ? 'outcome-icon is-busy' : 'outcome-icon'}>
          <Icon name={icon} />
        </span>
        <h1 key={title} ref={focusOn} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
      {actions && <div className="outcome-actions">{actions}</div>}
    </section>
  )
}
