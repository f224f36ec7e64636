import fc from 'fast-check'
import { expect } from 'vitest'

/** How many runs a property gets: few in the suite, as many as MPS_PROPERTY_RUNS says in a full run. MPS_PROPERTY_SEED replays one. */
export function propertyRuns(sample: number): number {
  return Number(process.env['MPS_PROPERTY_RUNS'] ?? sample)
}

/** Fails with fast-check's own report, which names the seed and the smallest counterexample. A full run tells its seed. */
export async function expectHolds<T>(property: fc.IAsyncProperty<T>, sample: number): Promise<void> {
  const seed = process.env['MPS_PROPERTY_SEED']
  const report = await fc.check(property, { numRuns: propertyRuns(sample), ...(seed !== undefined && { seed: Number(seed) }) })
  if (process.env['MPS_PROPERTY_RUNS'] !== undefined) console.log(`${report.numRuns} runs, seed ${report.seed}`)
  expect(report.failed ? `${fc.defaultReportMessage(report)}\n${String(report.errorInstance)}` : 'holds').toBe('holds')
}
