import { useSettings } from '../settings/settings-store.ts'

/** A time to come, in the shop's zone: the hour today, the day as well for another. */
export function useClockTime(timeZone: string): (atMs: number) => string {
  const locale = useSettings((settings) => settings.locale)
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hour12: false })
  const day = new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric' })
  return (atMs) => (day.format(atMs) === day.format(Date.now()) ? time.format(atMs) : `${day.format(atMs)} ${time.format(atMs)}`)
}
