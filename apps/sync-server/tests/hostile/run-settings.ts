/** How many, and which: `HOSTILE_REQUESTS=100000 HOSTILE_SEED=7` repeats a run; without a seed each run has its own and prints it. */
export function runSettings(variable: string, sample: number): { count: number; seed: number } {
  const seed = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  return { count: Number(process.env[variable] ?? sample), seed }
}

const LANES = 12

/** Works through items a few at a time. */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
