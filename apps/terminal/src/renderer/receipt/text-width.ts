import { plainLetter } from './printer-charset.ts'

// A receipt printer prints ASCII in one column, and everything else, Chinese or not, as a letter of two bytes in two.
const widthOf = (letter: string): number => (plainLetter(letter) === null ? 2 : 1)

/** How many columns a text takes on paper. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += widthOf(letter)
  return width
}

/** A text in lines that fit: broken at spaces where there are any, and between Chinese letters, which have none. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of wordsOf(text, columns)) {
    if (textWidth(line + word.trimEnd()) > columns && line !== '') {
      lines.push(line.trimEnd())
      line = ''
    }
    line += line === '' ? word.trimStart() : word
  }
  if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}

/** What may not be torn apart; a word that is longer than a line is. */
function wordsOf(text: string, columns: number): string[] {
  const words: string[] = []
  let word = ''
  const flush = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  for (const letter of text) {
    if (widthOf(letter) === 2 || textWidth(word + letter) > columns) flush()
    word += letter
    if (widthOf(letter) === 2 || letter === ' ') flush()
  }
  flush()
  return words
}
