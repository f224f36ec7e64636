import type { Picture } from './picture.ts'
import qrcode from 'qrcode'

/** Light around a code, in modules, without which no reader finds it. */
const QUIET = 4
/** Looks into each pixel, along each side: the edges of modules are grey in a photograph. */
const SAMPLES = 3

export type Pose = {
  /** Side of the whole code with its margin, in pixels. */
  size: number
  degrees: number
  /** How far the code leans away from the camera: 0 is flat. */
  tilt: number
  /** Towards where it leans, in degrees. */
  turn: number
  at: readonly [x: number, y: number]
}

/** A projective map from the picture to the code's plane, row by row; the code reaches from 0 to 1. */
export type Projection = { toCode: readonly number[]; box: { left: number; top: number; right: number; bottom: number } }

/** Where a code lies that is held like this. */
export function quadrilateral({ size, degrees, tilt, turn, at }: Pose): Projection {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const [leanX, leanY] = [Math.cos((turn * Math.PI) / 180) * tilt, Math.sin((turn * Math.PI) / 180) * tilt]
  // From the code's plane (middle at 0) to the picture; what leans away becomes smaller by its distance.
  const away = [2 * leanX, 2 * leanY]
  const toPicture = [
    size * cos + at[0] * away[0]!,
    -size * sin + at[0] * away[1]!,
    at[0],
    size * sin + at[1] * away[0]!,
    size * cos + at[1] * away[1]!,
    at[1],
    away[0]!,
    away[1]!,
    1,
  ]
  const corners = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((y) => project(toPicture, x, y)))
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  return {
    toCode: inverse(toPicture),
    box: { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) },
  }
}

function project(m: readonly number[], x: number, y: number): [number, number] {
  const w = m[6]! * x + m[7]! * y + m[8]!
  return [(m[0]! * x + m[1]! * y + m[2]!) / w, (m[3]! * x + m[4]! * y + m[5]!) / w]
}

/** Up to a factor, which a projective map does not feel. */
function inverse(m: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number]
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
}

/** Draws a QR code at level M, as the wallet shows it. */
export function drawCode({ width, height, luma }: Picture, text: string, { toCode, box }: Projection): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const whole = modules.size + 2 * QUIET
  const isDark = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < modules.size && column < modules.size && modules.get(row, column) === 1
  const brightness = (x: number, y: number): number | null => {
    const [u, v] = project(toCode, x, y)
    if (Math.abs(u) > 0.5 || Math.abs(v) > 0.5) return null
    return isDark(Math.floor((v + 0.5) * whole) - QUIET, Math.floor((u + 0.5) * whole) - QUIET) ? 25 : 235
  }
  for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(height, box.bottom); y++) {
    for (let x = Math.max(0, Math.floor(box.left)); x < Math.min(width, box.right); x++) {
      const pixel = y * width + x
      let sum = 0
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const [dx, dy] = [(sample % SAMPLES) + 0.5, Math.floor(sample / SAMPLES) + 0.5]
        sum += brightness(x + dx / SAMPLES, y + dy / SAMPLES) ?? luma[pixel]!
      }
      luma[pixel] = sum / (SAMPLES * SAMPLES)
    }
  }
}
