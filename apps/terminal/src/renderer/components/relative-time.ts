import { useTranslation } from 'react-i18next'
import { useSettings } from '../settings/settings-store.ts'

/** How long something has lasted, in the largest unit that says enough. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation()
  return (seconds) => {
    if (seconds < 60) return t('duration.seconds', { count: Math.max(0, Math.floor(seconds)) })
    if (seconds < 3600) return t('duration.minutes', { count: Math.floor(seconds / 60) })
    if (seconds < 48 * 3600) return t('duration.hours', { count: Math.floor(seconds / 3600) })
    return t('duration.days', { count: Math.floor(seconds / 86_400) })
  }
}

/** A time of day in the shop's zone; with the date when it was not today. */
export function useTimeOfDay(timeZone?: string): (instant: string) => string {
  const locale = useSettings((settings) => settings.locale)
  const zone = timeZone === undefined ? {} : { timeZone }
  const time = new Intl.DateTimeFormat(locale, { ...zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
  const day = new Intl.DateTimeFormat(locale, { ...zone, month: 'short', day: 'numeric' })
  return (instant) => {
    const date = new Date(instant)
    const isToday = day.format(date) === day.format(new Date())
    return isToday ? time.format(date) : `${day.format(date)} ${time.format(date)}`
  }
}

/** A difference of clocks in seconds, to a tenth, and never minus zero. */
export function secondsOf(ms: number): string {
  return (Math.round(ms / 100) / 10 || 0).toFixed(1)
}
