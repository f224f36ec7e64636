import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { PrinterTarget } from '../../ipc.ts'
import type { PrinterSetup } from './esc-pos.ts'

export const PRINTER_ROUTES = ['system', 'network', 'device'] as const
export type PrinterRoute = (typeof PRINTER_ROUTES)[number]

type Printer = {
  /** `system` is the device's own print dialog; the others need the installed app. */
  route: PrinterRoute
  host: string
  port: number
  path: string
  columns: PrinterSetup['columns']
  charset: PrinterSetup['charset']
  set: (fields: Partial<Omit<Printer, 'set'>>) => void
}

/** Which printer this till uses; nothing that money depends on. */
export const usePrinter = create<Printer>()(
  persist(
    (set) => ({
      route: 'system',
      host: '',
      port: 9100,
      path: '/dev/usb/lp0',
      columns: 48,
      charset: 'big5',
      set: (fields) => set(fields),
    }),
    { name: 'mps-terminal-printer' },
  ),
)

/** Where the chosen printer is, or null for the system's. */
export function printerTarget({ route, host, port, path }: Pick<Printer, 'route' | 'host' | 'port' | 'path'>): PrinterTarget | null {
  if (route === 'network') return { kind: 'network', host, port }
  return route === 'device' ? { kind: 'device', path } : null
}

const KEPT = 500
type Printed = { keys: string[] }
/** What has been printed here; whatever is printed again says that it is a copy. */
const usePrinted = create<Printed>()(persist(() => ({ keys: [] as string[] }), { name: 'mps-terminal-printed' }))

export function wasPrinted(key: string): boolean {
  return usePrinted.getState().keys.includes(key)
}

export function notePrinted(key: string): void {
  usePrinted.setState(({ keys }) => ({ keys: [key, ...keys.filter((other) => other !== key)].slice(0, KEPT) }))
}
