/** The character sets that Chinese receipt printers are sold with: Big5 in Taiwan and Hong Kong, GBK (GB 18030's two-byte part) elsewhere. */
export const CHARSETS = ['big5', 'gbk'] as const
export type Charset = (typeof CHARSETS)[number]

/** What a printer prints for a letter that its character set lacks; both sets have it. */
const REPLACEMENT = '□'

const tables = new Map<Charset, Map<string, number>>()

/** Letters by their two bytes. The platform decodes these sets and does not encode them, so the table is its decoder turned round. */
function tableOf(charset: Charset): Map<string, number> {
  const known = tables.get(charset)
  if (known) return known
  const decoder = new TextDecoder(charset)
  const table = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail))
      const isLetter = [...letter].length === 1 && letter !== '\ufffd' && !/\p{Co}/u.test(letter)
      // Some letters have two codes; the later ones are additions that printers need not know.
      if (isLetter && (!table.has(letter) || lead >= 0xa1)) table.set(letter, table.get(letter) ?? (lead << 8) | trail)
    }
  }
  tables.set(charset, table)
  return table
}

/** A text in a printer's bytes: plain letters in one, everything else in two. */
export function encodeText(text: string, charset: Charset): Uint8Array<ArrayBuffer> {
  const table = tableOf(charset)
  const bytes: number[] = []
  for (const letter of text) {
    const plain = plainLetter(letter)
    if (plain !== null) bytes.push(plain.charCodeAt(0))
    else {
      const code = table.get(letter) ?? table.get(REPLACEMENT)!
      bytes.push(code >> 8, code & 0xff)
    }
  }
  return Uint8Array.from(bytes)
}

// Typography that a printer may lack and that plain letters say as well.
const PLAIN: Record<string, string> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '−': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
}

/** The ASCII letter that stands for a letter on paper, or null where there is none. */
export function plainLetter(letter: string): string | null {
  const isPlain = letter >= ' ' && letter <= '~' && letter.length === 1
  return isPlain ? letter : (PLAIN[letter] ?? null)
}
