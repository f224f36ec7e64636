import { createHash } from 'node:crypto'
import { encodePaymentCode, luhnDigit } from '@mps/shared'
import { testKey } from '../../packages/shared/vectors/test-keys.ts'
import { addGlare, addNoise, blur, darken, type Picture } from './picture.ts'
import { drawCode, quadrilateral } from './draw-code.ts'

export const WIDTH = 1280
export const HEIGHT = 720

/** What makes a frame hard. Each kind goes from fair to hopeless, so that a share of each set is decoded and engines can be told apart. */
export const HARDSHIPS = ['blurred', 'dark', 'rotated', 'perspective', 'small', 'glare', 'noisy'] as const
export type Hardship = (typeof HARDSHIPS)[number]
export type HardFrame = { hardship: Hardship; text: string; picture: Picture }

/** The same frames in every run, one by one: made when asked for, because a hundred of them fill a tenth of a gigabyte. */
export async function* hardFrames(perHardship: number, seed = 20_260_101): AsyncGenerator<HardFrame> {
  const random = randomNumbers(seed)
  for (const hardship of HARDSHIPS) {
    for (let i = 0; i < perHardship; i++) {
      const text = await codeOf(hardship, i)
      yield { hardship, text, picture: frame(text, hardship, (i + 1) / perHardship, random) }
    }
  }
}

/** A code as the platform issues it, of a key that anyone can make again: every run must film the same modules. */
function codeOf(hardship: Hardship, i: number): Promise<string> {
  const digits = String(i).padStart(15, '4')
  return encodePaymentCode(
    {
      keyId: 1,
      cardNo: digits + luhnDigit(digits),
      validFromS: 1_800_000_000,
      ttlS: 900,
      discountPermille: 950,
      cardType: 'standard',
      offlineLimitMinor: 200_000,
      secret: createHash('sha256').update(`${hardship} ${i}`).digest().subarray(0, 16),
    },
    testKey(1).sign,
  )
}

/** @param hardness from 0, easy, to 1, which no engine is expected to read */
function frame(text: string, hardship: Hardship, hardness: number, random: () => number): Picture {
  const between = (least: number, most: number) => least + (most - least) * random()
  const isHard = (kind: Hardship) => (hardship === kind ? hardness : 0)
  const pose = {
    size: hardship === 'small' ? 190 - 110 * hardness : between(300, 400),
    degrees: hardship === 'rotated' ? 360 * random() : between(-12, 12),
    tilt: 0.45 * isHard('perspective'),
    turn: 360 * random(),
    at: [WIDTH * between(0.35, 0.65), HEIGHT * between(0.42, 0.58)] as const,
  }
  const picture: Picture = { width: WIDTH, height: HEIGHT, luma: new Float32Array(WIDTH * HEIGHT).fill(120) }
  drawCode(picture, text, quadrilateral(pose))
  // No lens is perfect, and no sensor is without grain. A turned phone is seldom held still.
  blur(picture, 0.7 + 3.6 * isHard('blurred') + 1.9 * isHard('rotated'))
  if (hardship === 'glare') addGlare(picture, pose.at, pose.size * (0.15 + 0.35 * hardness), [between(-0.4, 0.4), between(-0.4, 0.4)])
  if (hardship === 'dark') darken(picture, 0.3 - 0.28 * hardness)
  addNoise(picture, 3 + 90 * isHard('noisy') + 4 * isHard('dark'), random)
  return picture
}

/** A small generator (Numerical Recipes' constants): cheap enough for a million grains a frame. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
