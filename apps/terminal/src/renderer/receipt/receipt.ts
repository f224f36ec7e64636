/** One line of a receipt, before anyone knows how wide the paper is. */
export type ReceiptLine =
  | { kind: 'text'; text: string; align?: 'start' | 'centre'; isBold?: boolean; isLarge?: boolean }
  /** A name and what belongs to it, at the two edges of the paper. */
  | { kind: 'pair'; name: string; value: string; isBold?: boolean; isLarge?: boolean }
  | { kind: 'rule' }
  | { kind: 'blank' }
  | { kind: 'qr'; text: string }

/** What is shown, printed and handed over; the same lines on the screen, on paper and at the system's printer. */
export type Receipt = {
  title: string
  lines: readonly ReceiptLine[]
  /** Whether it opens the drawer when it is printed: cash has come in or goes out. */
  opensDrawer: boolean
}

export const text = (words: string, looks: { align?: 'start' | 'centre'; isBold?: boolean; isLarge?: boolean } = {}): ReceiptLine => ({
  kind: 'text',
  text: words,
  ...looks,
})
export const pair = (name: string, value: string, looks: { isBold?: boolean; isLarge?: boolean } = {}): ReceiptLine => ({
  kind: 'pair',
  name,
  value,
  ...looks,
})
export const rule: ReceiptLine = { kind: 'rule' }
export const blank: ReceiptLine = { kind: 'blank' }
