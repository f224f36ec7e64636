import { create } from 'zustand'
import { platform } from '../app/platform.ts'
import { drawerJob, escPos } from './esc-pos.ts'
import { printerTarget, usePrinter } from './printer-store.ts'
import type { Receipt } from './receipt.ts'

/** The receipt that the system's printer is to have; print-sheet.tsx shows it on paper only. */
export const usePrintSheet = create<{ receipt: Receipt | null }>()(() => ({ receipt: null }))

export type PrintResult = 'printed' | 'failed'

/** Prints on the till's receipt printer where there is one, else through the system's print dialog. */
export async function printReceipt(receipt: Receipt): Promise<PrintResult> {
  const setup = usePrinter.getState()
  const target = printerTarget(setup)
  if (!platform.sendToPrinter || !target) return printBySystem(receipt)
  try {
    await platform.sendToPrinter(target, escPos(receipt, setup))
    return 'printed'
  } catch (error) {
    console.warn('the printer did not take a receipt', error)
    return 'failed'
  }
}

async function printBySystem(receipt: Receipt): Promise<PrintResult> {
  usePrintSheet.setState({ receipt })
  // The sheet is in the page after the next frame; the dialog shows the page as it is then.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  window.print()
  usePrintSheet.setState({ receipt: null })
  return 'printed'
}

/** Opens the drawer where one hangs on the till's printer; a drawer with a key of its own needs no help. */
export function openDrawer(): void {
  const target = printerTarget(usePrinter.getState())
  if (!platform.sendToPrinter || !target) return
  platform.sendToPrinter(target, drawerJob()).catch((error: unknown) => console.warn('the drawer did not open', error))
}
