/** A day, in the phone's time zone. */
export function dateText(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(instant))
}

/** A day and a time, the year only where it is not this one, in the phone's time zone. */
export function dateTimeText(instant: string, locale: string): string {
  const isThisYear = new Date(instant).getFullYear() === new Date().getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  const format = new Intl.DateTimeFormat(locale, {
    ...year,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.format(new Date(instant))
}
