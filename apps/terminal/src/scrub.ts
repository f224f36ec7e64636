const RULES: readonly [pattern: RegExp, instead: string][] = [
  [/MPS\d:[A-Z2-7]*/g, '<code>'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<mail>'],
  // A folder's name is often a person's, and on Windows it may have spaces.
  [/[A-Za-z]:\\(?:[^\\\n:"']+\\)+/g, ''],
  [/(?:file:\/\/|app:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\\/\s:()'"]+[\\/])+/g, ''],
  // Tokens, keys, signatures and hashes.
  [/[\w+/=-]{24,}/g, '<secret>'],
  // Card, member, phone and transaction numbers, also in groups.
  [/\+?\d(?:[ -]?\d){5,}/g, '<number>'],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu, '<text>'],
]

const MOST = 2000

/** Takes out of a text what could name a person, a card or a secret; what is left says where the program failed. */
export function scrub(text: string): string {
  return RULES.reduce((clean, [pattern, instead]) => clean.replaceAll(pattern, instead), text.slice(0, 4 * MOST)).slice(0, MOST)
}
