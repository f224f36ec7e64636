/** Compares versions number by number: 1.10.0 is above 1.9.2. */
export function isBelow(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(/[.+-]/).map(Number))
  for (let i = 0; i < b!.length; i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
