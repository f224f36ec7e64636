import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

export type Judgement = {
  /** How many guesses somebody needs who knows common passwords, keyboards, dates and the words about the owner, and tries the likely ones first. */
  guesses: number
  /** Whether words about its owner, or the name of this product, are part of it. */
  isPersonal: boolean
}

const PRODUCT = ['mps', 'mpswallet', 'mpsadmin', 'memberpayment', 'memberpaymentsystem']
const MIN_WORD = 3
/** A shorter name may well be part of an innocent word. */
const MIN_WHOLE = 5
/** A subscriber's number as it is told at home: without its country code, with or without a zero. */
const DIGITS_AT_HOME = 9

// Fewer letter-for-digit readings than its default of 100: what needs more of them is no word any more, and reading it took half a second.
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 72, l33tMaxSubstitutions: 20 })

/** Judges a password by the 49,000 that people choose most, and what is made of them: with digits behind, mirrored, respelled, repeated. */
export function judge(password: string, about: readonly string[]): Judgement {
  const words = wordsOf([...PRODUCT, ...about])
  const { guesses, sequence } = estimator.check(password, words)
  const saysIt = sequence.some((part) => part['dictionaryName'] === 'userInputs')
  // Whole names and numbers are refused whatever stands beside them.
  const plain = runTogether(password)
  const isItself = about.map(runTogether).some((text) => text.length >= MIN_WHOLE && plain.includes(text))
  return { guesses: isItself ? 1 : guesses, isPersonal: saysIt || isItself }
}

/** Texts as somebody would put them into a password: whole, in pieces, run together, their digits alone. */
export function wordsOf(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => {
    const lower = text.toLowerCase()
    const digits = lower.replaceAll(/\D/g, '')
    const home = digits.slice(-DIGITS_AT_HOME)
    return [lower, runTogether(text), ...lower.split(/[^\p{L}\p{N}]+/u), digits, home, `0${home}`]
  })
  return [...new Set(words)].filter((word) => word.length >= MIN_WORD)
}

const runTogether = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
