import { useEffect, useMemo, useRef } from 'react'
import { useConfig, useLog } from '../app/log-context.ts'
import { useCashier } from '../cashier/cashier-store.ts'
import { useCharge } from '../charge/charge-store.ts'
import type { TerminalLog } from '../log/index.ts'
import { CodeDebounce } from './code-debounce.ts'
import { judgeScan, type ScanFault } from './judge-scan.ts'
import { SpentCodes } from './spent-codes.ts'

export type ScanSource = 'camera' | 'hand_scanner' | 'pasted'

/** Hears every scanned text, whatever brought it, and gives the charge screen a code or the reason why not. */
export function useScans(isListening: boolean): { hear: (text: string, source: ScanSource) => void; spent: SpentCodes } {
  const log = useLog()
  const config = useConfig()
  const spent = useMemo(() => new SpentCodes(log), [log])
  useEffect(() => void spent.load().catch(() => undefined), [spent])
  const debounce = useRef(new CodeDebounce())

  async function judge(text: string, source: ScanSource): Promise<void> {
    const scannedAt = log.now()
    const verdict = await judgeScan(text, { config, scannedAt, isSpentHere: (codeHash) => spent.has(codeHash) })
    const { take, refuse } = useCharge.getState()
    if (verdict.ok) return take(verdict.code, source !== 'camera')
    refuse(verdict.fault)
    await noteRefused(log, text, scannedAt, verdict.fault)
  }

  function hear(text: string, source: ScanSource): void {
    // The debounce also hears what is ignored, so that a phone left before the camera is not news when listening starts again.
    const isNews = source !== 'camera' || debounce.current.isNew(text, performance.now())
    const { step, code } = useCharge.getState()
    if (!isNews || !isListening || step.at !== 'drafting' || code?.text === text) return
    judge(text, source).catch((error: unknown) => console.error('a scan could not be judged', error))
  }
  return { hear, spent }
}

async function noteRefused(log: TerminalLog, code: string, scannedAt: string, reason: ScanFault): Promise<void> {
  const cashierId = useCashier.getState().cashier?.userId
  if (cashierId) await log.recordScanRefused({ id: log.newEntryId(), cashierId, code, scannedAt, reason })
}
