import { fileURLToPath } from 'node:url'
import { build, type InlineConfig } from 'vite'

const TERMINAL = fileURLToPath(new URL('../../../', import.meta.url))

/** Builds main or the preload script with its own configuration, into another folder. */
export async function buildBundle(part: 'main' | 'preload', outDir: string): Promise<void> {
  const config: InlineConfig = { configFile: `${TERMINAL}vite.${part}.config.ts`, logLevel: 'error', mode: 'production', build: { outDir } }
  await build(config)
}
