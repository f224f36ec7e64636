import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PrinterTarget, sendToDevice, sendToPrinter } from '../../src/main/printer.ts'
import { escPos } from '../../src/renderer/receipt/esc-pos.ts'
import { pair, text } from '../../src/renderer/receipt/receipt.ts'
import { PrinterEmulator } from '../renderer/receipt/printer-emulator.ts'
import { temporaryFolder } from './support/temporary.ts'

const JOB = escPos(
  { title: 'test', lines: [text('小舖', { align: 'centre' }), pair('合計', '120.00')], opensDrawer: true },
  { columns: 32, charset: 'big5' },
)

/** A network printer: it takes jobs at a port and prints them on an emulator. */
async function aNetworkPrinter(): Promise<{ port: number; job: Promise<Buffer>; server: Server }> {
  let took: (job: Buffer) => void
  const job = new Promise<Buffer>((resolve) => (took = resolve))
  const server = createServer((socket) => {
    const parts: Buffer[] = []
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('end', () => took(Buffer.concat(parts)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, job, server }
}

describe('a receipt printer', () => {
  it('takes a whole job over the network', async () => {
    const { port, job } = await aNetworkPrinter()
    await sendToPrinter({ kind: 'network', host: '127.0.0.1', port }, JOB)
    const { lines, drawerPulses, cuts } = new PrinterEmulator('big5').print(await job)
    expect(lines.map((line) => line.text)).toEqual(['小舖', `合計${' '.repeat(22)}120.00`])
    expect({ drawerPulses, cuts }).toEqual({ drawerPulses: 1, cuts: 1 })
  })

  it('takes a job at its device, and no file is made where there is none', async () => {
    const device = join(temporaryFolder(), 'lp0')
    await expect(sendToDevice(device, JOB)).rejects.toMatchObject({ code: 'ENOENT' })
    writeFileSync(device, '')
    await sendToDevice(device, JOB)
    expect(Buffer.from(JOB).equals(readFileSync(device))).toBe(true)
  })

  it('that is not there fails with a code', async () => {
    const { port, server } = await aNetworkPrinter()
    await new Promise((resolve) => server.close(resolve))
    await expect(sendToPrinter({ kind: 'network', host: '127.0.0.1', port }, JOB)).rejects.toMatchObject({
      code: 'printer_failed',
      detail: 'ECONNREFUSED',
    })
  })

  it.each([
    ['192.168.1.40', 9100, true],
    ['10.0.0.7', 9100, true],
    ['fe80::1', 9100, true],
    ['8.8.8.8', 9100, false],
    ['2001:4860:4860::8888', 9100, false],
    ['printer.example.com', 9100, false],
    ['192.168.1.40', 80, false],
    ['192.168.1.40', 70_000, false],
    ['::ffff:8.8.8.8', 9100, false],
  ])('at %s:%i is one of the shop’s: %s', (host, port, isOurs) => {
    expect(PrinterTarget.safeParse({ kind: 'network', host, port }).success).toBe(isOurs)
  })

  it.each([
    ['/dev/usb/lp0', true],
    ['/dev/lp1', true],
    [String.raw`\\.\USB001`, true],
    [String.raw`\\localhost\POS 80`, true],
    [String.raw`\\elsewhere\POS`, false],
    ['/dev/sda', false],
    ['/dev/usb/lp0/../../sda', false],
    ['/home/till/.bashrc', false],
  ])('%s may be a printer: %s', (path, mayBe) => {
    expect(PrinterTarget.safeParse({ kind: 'device', path }).success).toBe(mayBe)
  })
})
