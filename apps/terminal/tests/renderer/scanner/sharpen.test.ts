import { expect, test } from 'vitest'
import { sharpen } from '../../../src/renderer/scanner/sharpen.ts'

/** A grey picture with opaque pixels, by brightness. */
function pictureOf(luma: readonly number[]): Uint8ClampedArray {
  return Uint8ClampedArray.from(luma.flatMap((value) => [value, value, value, 255]))
}
const reds = (pixels: Uint8ClampedArray) => Array.from({ length: pixels.length / 4 }, (_, i) => pixels[4 * i]!)

test('an even picture stays as it is, up to its edges', () => {
  const pixels = pictureOf(Array.from({ length: 20 * 12 }, () => 120))
  sharpen(pixels, 20, 12)
  expect(new Set(reds(pixels))).toEqual(new Set([120]))
})

test('a faint pattern of modules comes out as black and white', () => {
  const [width, height] = [24, 24]
  const faint = Array.from({ length: width * height }, (_, i) => (((i % width) >> 1) + (Math.floor(i / width) >> 1)) % 2 === 0)
  const pixels = pictureOf(faint.map((isDark) => (isDark ? 100 : 150)))
  sharpen(pixels, width, height)
  const contrast = reds(pixels).map((value, i) => (faint[i] ? 125 - value : value - 125))
  expect(Math.min(...contrast)).toBeGreaterThan(60)
})

test('colours become grey, and opacity is left alone', () => {
  const pixels = Uint8ClampedArray.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255])
  sharpen(pixels, 3, 1)
  for (let i = 0; i < 3; i++) {
    expect(pixels[4 * i]).toBe(pixels[4 * i + 1])
    expect(pixels[4 * i]).toBe(pixels[4 * i + 2])
    expect(pixels[4 * i + 3]).toBe(255)
  }
})
