/** The same sample in every run of the suite, so that only a change of the code can turn it red; a full run goes where none has been. */
const SEED_OF_THE_SAMPLE = 20_261_123

/** How many, and which: `HOSTILE_REQUESTS=100000 HOSTILE_SEED=7` repeats a run; a full run without a seed has one of its own and prints it. */
export function runSettings(variable: string, sample: number): { count: number; seed: number } {
  const ownSeed = process.env[variable] === undefined ? SEED_OF_THE_SAMPLE : Math.floor(Math.random() * 2 ** 31)
  const seed = Number(process.env['HOSTILE_SEED'] ?? ownSeed)
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
