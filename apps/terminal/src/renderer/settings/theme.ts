import { type Theme, useSettings } from './settings-store.ts'

function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** Follows the theme that the settings name; `system` leaves it to prefers-color-scheme. */
export function setupTheme(): void {
  showTheme(useSettings.getState().theme)
  useSettings.subscribe((now) => showTheme(now.theme))
}
