/** The notes and coins that a drawer holds, in minor units, the largest first; cents are counted as one sum. */
const BY_CURRENCY: Record<string, readonly number[]> = {
  TWD: [2000_00, 1000_00, 500_00, 200_00, 100_00, 50_00, 20_00, 10_00, 5_00, 1_00],
  HKD: [1000_00, 500_00, 100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 20, 10],
  CNY: [100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 50, 10],
  USD: [100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 25, 10, 5, 1],
  EUR: [500_00, 200_00, 100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 20, 10, 5, 2, 1],
}
const ELSEWHERE = [1000_00, 500_00, 100_00, 50_00, 20_00, 10_00, 5_00, 1_00] as const

export function denominationsOf(currency: string): readonly number[] {
  return BY_CURRENCY[currency] ?? ELSEWHERE
}

/** Pieces by denomination, as they are typed. */
export type Pieces = Readonly<Record<number, number>>

/** What was counted: the pieces, and what was added up by other means. */
export function countedMinor(pieces: Pieces, otherMinor: number): number {
  return Object.entries(pieces).reduce((sum, [value, count]) => sum + Number(value) * count, otherMinor)
}

/** The pieces as an entry states them: those that there are any of, the largest first. */
export function statedPieces(pieces: Pieces): [number, number][] {
  return Object.entries(pieces)
    .map(([value, count]): [number, number] => [Number(value), count])
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => b - a)
}
