import fc from 'fast-check'
import { expect } from 'vitest'

/** The same sample in every run of the suite, so that only a change of the code can turn it red; a full run goes where none has been. */
const SEED_OF_THE_SAMPLE = 20_261_123

/** The seed of a run: MPS_PROPERTY_SEED's, else the sample's, else one by chance. */
export function propertySeed(): number {
  const ownSeed = process.env['MPS_PROPERTY_RUNS'] === undefined ? SEED_OF_THE_SAMPLE : Date.now() % 2 ** 31
  return Number(process.env['MPS_PROPERTY_SEED'] ?? ownSeed)
}

/** How many runs a property gets: few in the suite, as many as MPS_PROPERTY_RUNS says in a full run. MPS_PROPERTY_SEED replays one. */
export function propertyRuns(sample: number): number {
  return Number(process.env['MPS_PROPERTY_RUNS'] ?? sample)
}

/** Fails with fast-check's own report, which names the seed and the smallest counterexample. A full run tells its seed. */
export async function expectHolds<T>(property: fc.IAsyncProperty<T>, sample: number): Promise<void> {
  const report = await fc.check(property, { numRuns: propertyRuns(sample), seed: propertySeed() })
  if (process.env['MPS_PROPERTY_RUNS'] !== undefined) console.log(`${report.numRuns} runs, seed ${report.seed}`)
  expect(report.failed ? `${fc.defaultReportMessage(report)}\n${String(report.errorInstance)}` : 'holds').toBe('holds')
}
