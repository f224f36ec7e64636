import { useEffect, useRef } from 'react'

/** A screen's heading. It takes the focus when the screen opens, so that a keyboard or a screen reader starts there. */
export function ScreenTitle({ children, isHidden = false }: { children: string; isHidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <h1 ref={heading} tabIndex={-1} className={isHidden ? 'visually-hidden' : 'screen-title'}>
      {children}
    </h1>
  )
}
