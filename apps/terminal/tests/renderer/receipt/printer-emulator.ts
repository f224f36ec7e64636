/** What a sheet of paper shows, line by line, and what else the printer did. */
export type PrintedLine = { text: string; align: 'start' | 'centre'; isBold: boolean; isLarge: boolean }
export type Printed = { lines: PrintedLine[]; codes: string[]; cuts: number; drawerPulses: number }

type Charset = 'big5' | 'gbk'

/**
 * An ESC/POS printer: it reads a job byte by byte as the maker's manual has it, and prints nothing that it does not understand; a byte that is
 * no command and no letter is an error, as is a command that is cut off.
 */
export class PrinterEmulator {
  readonly printed: Printed = { lines: [], codes: [], cuts: 0, drawerPulses: 0 }
  readonly #charset: Charset
  #job: Uint8Array = new Uint8Array()
  #at = 0
  #line: number[] = []
  #isInitialised = false
  #isChinese = false
  #style = { align: 'start' as 'start' | 'centre', isBold: false, isLarge: false }
  #stored = ''

  constructor(charset: Charset) {
    this.#charset = charset
  }

  print(job: Uint8Array): Printed {
    this.#job = job
    this.#at = 0
    while (this.#at < job.length) this.#step(this.#next())
    if (this.#line.length > 0) throw new Error('the job ends within a line')
    return this.printed
  }

  #next(): number {
    const byte = this.#job[this.#at++]
    if (byte === undefined) throw new Error('the job ends within a command')
    return byte
  }

  #step(byte: number): void {
    if (byte === 0x1b) return this.#escape(this.#next())
    if (!this.#isInitialised) throw new Error('a job begins with ESC @')
    if (byte === 0x1d) return this.#group(this.#next())
    if (byte === 0x1c) return this.#chinese(this.#next())
    if (byte === 0x0a) return this.#feed()
    if (byte >= 0x81 && this.#isChinese) {
      this.#line.push(byte, this.#next())
      return
    }
    if (byte < 0x20 || byte > 0x7e) throw new Error(`0x${byte.toString(16)} is no letter of this printer`)
    this.#line.push(byte)
  }

  #escape(command: number): void {
    if (command === 0x40) {
      this.#isInitialised = true
      this.#isChinese = false
      this.#style = { align: 'start', isBold: false, isLarge: false }
    } else if (command === 0x61) this.#style.align = this.#next() === 1 ? 'centre' : 'start'
    else if (command === 0x45) this.#style.isBold = this.#next() === 1
    else if (command === 0x70) this.#pulse(this.#next(), this.#next(), this.#next())
    else throw new Error(`ESC 0x${command.toString(16)} is unknown`)
  }

  #pulse(pin: number, on: number, off: number): void {
    if (pin > 1 || on === 0 || off < on) throw new Error('this pulse opens no drawer')
    this.printed.drawerPulses += 1
  }

  #chinese(command: number): void {
    if (command === 0x26) this.#isChinese = true
    else if (command === 0x21) this.#style.isLarge = (this.#next() & 0x08) !== 0
    else throw new Error(`FS 0x${command.toString(16)} is unknown`)
  }

  #group(command: number): void {
    if (command === 0x21) this.#style.isLarge = this.#next() !== 0
    else if (command === 0x56) {
      if (this.#next() !== 66) throw new Error('an unknown way of cutting')
      this.#next()
      this.printed.cuts += 1
    } else if (command === 0x28) this.#twoDimensional()
    else throw new Error(`GS 0x${command.toString(16)} is unknown`)
  }

  #twoDimensional(): void {
    if (this.#next() !== 0x6b) throw new Error('GS ( is followed by k')
    const length = this.#next() + 256 * this.#next()
    const [symbol, fn, ...args] = Array.from({ length }, () => this.#next())
    if (symbol !== 49) throw new Error('not a QR code')
    if (fn === 80) this.#stored = new TextDecoder().decode(Uint8Array.from(args.slice(1)))
    if (fn === 81) this.printed.codes.push(this.#stored)
  }

  #feed(): void {
    const text = new TextDecoder(this.#charset, { fatal: true }).decode(Uint8Array.from(this.#line))
    this.printed.lines.push({ text, ...this.#style })
    this.#line = []
  }
}
