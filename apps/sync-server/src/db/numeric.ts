/**
 * pg returns numeric as text; parsed to minor units here and nowhere else.
 * @throws for a text with more than two decimals that are not zero, or beyond exact integers
 */
export function minorFromNumeric(text: string): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(text)
  if (!match) throw new RangeError('not an amount of two decimals')
  const minor = Number(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`)
  if (!Number.isSafeInteger(minor)) throw new RangeError('an amount beyond exact integers')
  return match[1] && minor !== 0 ? -minor : minor
}

/** Minor units as PostgreSQL's numeric(12,2) reads them. */
export function numericFromMinor(minor: number): string {
  if (!Number.isSafeInteger(minor)) throw new RangeError('an amount in minor units is an integer')
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A discount factor, numeric(4,3) in [0, 1], as thousandths. */
export function permilleFromNumeric(text: string): number {
  const match = /^([01])(?:\.(\d{1,3})0*)?$/.exec(text)
  const permille = match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : Number.NaN
  if (!(permille <= 1000)) throw new RangeError('not a discount factor')
  return permille
}
