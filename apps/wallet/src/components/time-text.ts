/** Days before months in English, as in Taiwan's English and most of the world's. */
function regionOf(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale
}

/** A day, in the phone's time zone. */
export function dateText(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(regionOf(locale), { dateStyle: 'medium' }).format(new Date(instant))
}

/** A day and a time, the year only where it is not this one, in the phone's time zone. */
export function dateTimeText(instant: string, locale: string): string {
  const isThisYear = new Date(instant).getFullYear() === new Date().getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  const format = new Intl.DateTimeFormat(regionOf(locale), {
    ...year,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.format(new Date(instant))
}

/** A time of day, in the phone's time zone. */
export function clockText(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(regionOf(locale), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs)
}

/** A day with its weekday, the year only where it is not this one. */
export function dayText(instant: string, locale: string): string {
  const isThisYear = new Date(instant).getFullYear() === new Date().getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  return new Intl.DateTimeFormat(regionOf(locale), { ...year, weekday: 'short', month: 'short', day: 'numeric' }).format(new Date(instant))
}
