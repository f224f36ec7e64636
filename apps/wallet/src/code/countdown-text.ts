/** Minutes and seconds such as `14:05`. Rounded up, so that `0:00` is shown only when nothing is left. */
export function countdownText(remainingMs: number): string {
  const seconds = Math.ceil(remainingMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
