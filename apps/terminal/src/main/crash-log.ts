import { appendFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import type { App, BrowserWindow } from 'electron'
import { z } from 'zod'
import { CRASH_KINDS, type CrashReport } from '../ipc.ts'
import { scrub } from '../scrub.ts'

const KEPT = 50
const Report = z.object({ at: z.iso.datetime(), kind: z.enum(CRASH_KINDS), what: z.string(), version: z.string() })

/**
 * What went wrong with the program, on this device only and without personal data: no memory dump is ever made, since a till's memory
 * holds what members showed. Support sees it in the diagnostics, and gets it when somebody exports those.
 */
export class CrashLog {
  readonly #path: string
  readonly #version: string

  constructor(path: string, version: string) {
    this.#path = path
    this.#version = version
  }

  /** At once and without waiting: the process may be about to end. Never fails. */
  note(kind: CrashReport['kind'], cause: unknown): void {
    const what = scrub(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
    const report: CrashReport = { at: new Date().toISOString(), kind, what, version: this.#version }
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      this.#rotate()
      appendFileSync(this.#path, `${JSON.stringify(report)}\n`, { mode: 0o600 })
    } catch (error) {
      console.error('a crash could not be noted', error)
    }
  }

  /** Newest first. A line that a crash cut off is left out. */
  read(): CrashReport[] {
    return [...this.#lines(this.#path), ...this.#lines(`${this.#path}.1`)].slice(0, KEPT)
  }

  #rotate(): void {
    if (this.#lines(this.#path).length >= KEPT) renameSync(this.#path, `${this.#path}.1`)
  }

  #lines(path: string): CrashReport[] {
    const lines = textOf(path).split('\n').filter(Boolean)
    return lines.flatMap((line) => reportOf(line) ?? []).toReversed()
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function reportOf(line: string): CrashReport | null {
  try {
    return Report.parse(JSON.parse(line))
  } catch {
    return null
  }
}

/** Notes the end of every process of the app that did not end as it should. */
export function setupCrashLog(crashes: CrashLog, app: Pick<App, 'on'>, main: Pick<NodeJS.Process, 'on'> = process): void {
  main.on('uncaughtExceptionMonitor', (error) => crashes.note('main', error))
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') crashes.note('helper', `${type}: ${reason} (${exitCode})`)
  })
}

export function watchPage(crashes: CrashLog, window: Pick<BrowserWindow, 'webContents'>): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason !== 'clean-exit') crashes.note('page', `${reason} (${exitCode})`)
  })
}
