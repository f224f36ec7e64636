import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { BlockList, connect, isIP, isIPv6 } from 'node:net'
import { z } from 'zod'
import { ShellError } from '../ipc.ts'

const CONNECT_MS = 5000
/** A receipt has a few kilobytes; a printer out of paper stops taking them. */
const SEND_MS = 15_000

const SHOP_NETWORKS = new BlockList()
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const) {
  SHOP_NETWORKS.addSubnet(net, prefix, 'ipv4')
}
SHOP_NETWORKS.addSubnet('fc00::', 7, 'ipv6')
SHOP_NETWORKS.addSubnet('fe80::', 10, 'ipv6')
SHOP_NETWORKS.addAddress('::1', 'ipv6')

/** An address within the shop, and no name: a page that was taken over must not talk to the world through the printer's channel. */
function isShopAddress(host: string): boolean {
  return isIP(host) !== 0 && SHOP_NETWORKS.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}

// Linux names USB printers lp0, lp1 …; Windows takes bytes at a port or at a printer that is shared on this very machine.
const DEVICE = /^(?:\/dev\/(?:usb\/)?lp\d{1,2}|\\\\\.\\(?:LPT|COM|USB)\d{1,3}|\\\\localhost\\[\w -]{1,60})$/

/** Where a receipt printer is: at a port of the shop's network, or at this machine. */
export const PrinterTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('network'), host: z.string().max(45).refine(isShopAddress), port: z.int().min(1024).max(65_535) }),
  z.strictObject({ kind: z.literal('device'), path: z.string().regex(DEVICE) }),
])
export type PrinterTarget = z.infer<typeof PrinterTarget>

/** Sends one job, whole. Rejects with `printer_failed`; the job may then have been printed in part, and the caller prints it again. */
export async function sendToPrinter(target: PrinterTarget, job: Uint8Array): Promise<void> {
  try {
    await (target.kind === 'network' ? sendOverNetwork(target, job) : sendToDevice(target.path, job))
  } catch (error) {
    throw new ShellError('printer_failed', codeOfFault(error), { cause: error })
  }
}

/** Resolves when the printer has taken every byte and closed its side, or has had time to. */
function sendOverNetwork({ host, port }: { host: string; port: number }, job: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('timed_out')))
    socket.once('connect', () => {
      socket.setTimeout(SEND_MS)
      socket.end(job)
    })
    socket.once('error', reject)
    // What a printer says of itself is not asked for; reading lets the end arrive.
    socket.resume()
    socket.once('close', (hadError) => hadError || resolve())
  })
}

/** Writes to a device that is there; it never makes a file. */
export async function sendToDevice(path: string, job: Uint8Array): Promise<void> {
  const device = await open(path, constants.O_WRONLY)
  try {
    await device.writeFile(job)
  } finally {
    await device.close()
  }
}

function codeOfFault(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
