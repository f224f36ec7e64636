import { Icon, type IconName } from './icon.tsx'

type Props = { icon: IconName; title: string; text?: string; isGrave?: boolean } & ({ href: string } | { onClick: () => void })

/** A line that leads somewhere or asks something. */
export function Row({ icon, title, text, isGrave = false, ...target }: Props) {
  const className = isGrave ? 'row-button is-grave' : 'row-button'
  const content = (
    <>
      <Icon name={icon} />
      <span>
        <strong>{title}</strong>
        {text !== undefined && <small>{text}</small>}
      </span>
      <Icon name="forward" />
    </>
  )
  return (
    <li>
      {'href' in target ? (
        <a className={className} href={target.href}>
          {content}
        </a>
      ) : (
        <button type="button" className={className} onClick={target.onClick}>
          {content}
        </button>
      )}
    </li>
  )
}
