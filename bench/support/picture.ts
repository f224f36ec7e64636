/** Brightness by pixel, 0 to 255, and in between while a picture is being made. */
export type Picture = { width: number; height: number; luma: Float32Array }

/** Three box blurs one after the other, which is within a few per cent of a Gaussian. */
export function blur(picture: Picture, sigma: number): void {
  const radius = Math.max(0, Math.sqrt(sigma * sigma + 0.25) - 0.5)
  const [rows, columns] = [
    { lines: picture.height, length: picture.width, step: 1, next: picture.width },
    { lines: picture.width, length: picture.height, step: picture.width, next: 1 },
  ]
  for (let pass = 0; pass < 3; pass++) for (const direction of [rows, columns]) boxBlur(picture.luma, radius, direction)
}

type Direction = { lines: number; length: number; step: number; next: number }

/** A running mean; a radius between two whole numbers weighs its two outermost pixels by the fraction. */
function boxBlur(luma: Float32Array, radius: number, { lines, length, step, next }: Direction): void {
  const [whole, part] = [Math.floor(radius), radius % 1]
  const line = new Float32Array(length)
  const at = (i: number) => line[Math.min(length - 1, Math.max(0, i))]!
  for (let number = 0; number < lines; number++) {
    const first = number * next
    for (let i = 0; i < length; i++) line[i] = luma[first + i * step]!
    let sum = 0
    for (let i = -whole; i <= whole; i++) sum += at(i)
    for (let i = 0; i < length; i++) {
      luma[first + i * step] = (sum + part * (at(i - whole - 1) + at(i + whole + 1))) / (2 * radius + 1)
      sum += at(i + whole + 1) - at(i - whole)
    }
  }
}

/** Less light on everything; black stays a little above nothing, as a sensor's does. */
export function darken({ luma }: Picture, gain: number): void {
  for (let i = 0; i < luma.length; i++) luma[i] = 6 + luma[i]! * gain
}

/** A lamp that mirrors in the glass: a bright spot that fades outwards. @param offset of its middle from the code's, in radii */
export function addGlare(
  { luma, width, height }: Picture,
  at: readonly [number, number],
  radius: number,
  offset: readonly [number, number],
): void {
  const [midX, midY] = [at[0] + offset[0] * radius, at[1] + offset[1] * radius]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = ((x - midX) ** 2 + (2 * (y - midY)) ** 2) / radius ** 2
      if (distance < 9) luma[y * width + x]! += 320 * Math.exp(-distance)
    }
  }
}

/** Grain of a standard deviation, and the end of the sensor's range. */
export function addNoise({ luma }: Picture, deviation: number, random: () => number): void {
  for (let i = 0; i < luma.length; i++) {
    // The sum of three uniform numbers in ±½ has a deviation of one half.
    const grain = (random() + random() + random() - 1.5) * 2 * deviation
    luma[i] = Math.round(Math.max(0, Math.min(255, luma[i]! + grain)))
  }
}
