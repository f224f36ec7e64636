import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

export type Figure = { median: number; min: number; max: number }

/** Median with min and max of some rounds. */
export function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! }
}

/** The value below which the given share of all lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
}

export function printFigure(name: string, { median, min, max }: Figure, note: string): void {
  console.log(`${name.padEnd(4)} ${median.toFixed(2).padStart(8)}  (${min.toFixed(2)} – ${max.toFixed(2)})  ${note}`)
}

/** Writes bench/results/NAME.json, which is not committed: figures belong to the machine that they were taken on. */
export async function writeResults(name: string, results: Record<string, unknown>): Promise<void> {
  const folder = fileURLToPath(new URL('../results/', import.meta.url))
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}${name}.json`, `${JSON.stringify({ ...results, machine: machine() }, null, 2)}\n`)
}
