import { type CrashReport, type ElectronPorts, electronPorts, type PrinterTarget, type Shell, type UpdateState } from '../../ipc.ts'
import { browserIdentity, browserJournal, type IdentityPort, type JournalPort } from '../log/index.ts'
import { serverAddress } from '../pairing/server-address.ts'

/** What differs between the browser and Electron; everything else of the renderer is the same. */
export type Platform = {
  /** In a browser the server is where the page came from; Electron has to be told. */
  asksForServer: boolean
  /** Whether the page comes up without a network by itself; a browser needs a service worker for it. */
  keepsPage: boolean
  /** Rejects where this browser lacks what the log is built on. */
  openPorts(): Promise<{ journal: JournalPort; identity: IdentityPort; serverUrl: string | null }>
  /** Where the pages behind receipts' codes are; null before a server was named. */
  receiptOrigin(): string | null
  /** What ended processes of the app; a browser keeps that to itself. */
  crashes(): Promise<readonly CrashReport[]>
  /** Null in a browser, where the service worker brings the newest build. */
  updates: { state(): Promise<UpdateState>; install(unsent: number): Promise<void> } | null
  /** Null in a browser, which prints by the system only. */
  sendToPrinter: ((target: PrinterTarget, job: Uint8Array<ArrayBuffer>) => Promise<void>) | null
}

declare global {
  interface Window {
    mpsShell?: Shell
  }
}

const shell = electronPorts(window)

/** Main forwards calls of the page's own origin to the server that an admin named; the page's policy allows no other. */
async function openShellPorts(ports: ElectronPorts) {
  const server = serverAddress()
  if (server !== null) await ports.useServer(server)
  return { journal: ports.journal, identity: ports.identity, serverUrl: null }
}

export const platform: Platform = shell
  ? {
      asksForServer: true,
      keepsPage: true,
      openPorts: () => openShellPorts(shell),
      receiptOrigin: serverAddress,
      crashes: () => shell.crashes(),
      updates: { state: () => shell.updateState(), install: (unsent) => shell.installUpdate(unsent) },
      sendToPrinter: (target, job) => shell.sendToPrinter(target, job),
    }
  : {
      asksForServer: false,
      keepsPage: false,
      openPorts: async () => ({ journal: browserJournal(), identity: browserIdentity(), serverUrl: null }),
      receiptOrigin: () => location.origin,
      crashes: () => Promise.resolve([]),
      updates: null,
      sendToPrinter: null,
    }
