import { writeFile } from 'node:fs/promises'
import qrcode from 'qrcode'

const WIDTH = 1280
const HEIGHT = 720
const FRAMES_PER_SECOND = 10
/** Light around a code, in modules, without which no reader finds it. */
const QUIET = 4
const BACKGROUND = 120

/** How a code is held before the camera. */
export type Pose = {
  /** Size of the whole code in pixels. */
  size?: number
  degrees?: number
  /** The code's middle, as a share of the picture. */
  at?: [x: number, y: number]
  /** Standard deviation of the noise, of 255. */
  noise?: number
}

/** What the camera shows for a number of frames; null for an empty counter. */
export type Scene = { text: string | null; frames: number; pose?: Pose }

/** Chromium's flags for a camera that plays a file in a loop and needs no permission. */
export function fakeCameraFlags(file: string): string[] {
  return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`]
}

/** Writes a video (YUV4MPEG2, 4:2:0) of codes as a camera would see them. */
export async function writeVideo(file: string, scenes: readonly Scene[]): Promise<void> {
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`)]
  const grey = new Uint8Array((WIDTH * HEIGHT) / 2).fill(128)
  let seed = 1
  for (const { text, frames, pose = {} } of scenes) {
    for (let frame = 0; frame < frames; frame++) parts.push(Buffer.from('FRAME\n'), picture(text, pose, seed++), grey)
  }
  await writeFile(file, Buffer.concat(parts))
}

/** One picture's brightness, pixel by pixel. */
function picture(text: string | null, { size = 420, degrees = 0, at = [0.5, 0.5], noise = 0 }: Pose, seed: number): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(BACKGROUND)
  if (text !== null) drawCode(luma, text, size, (degrees * Math.PI) / 180, at)
  if (noise > 0) addNoise(luma, noise, seed)
  return luma
}

function drawCode(luma: Uint8Array, text: string, size: number, angle: number, [atX, atY]: [number, number]): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const whole = modules.size + 2 * QUIET
  const scale = whole / size
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [dx, dy] = [x - atX * WIDTH, y - atY * HEIGHT]
      const column = Math.floor((dx * cos + dy * sin) * scale + whole / 2)
      const row = Math.floor((dy * cos - dx * sin) * scale + whole / 2)
      if (column < 0 || row < 0 || column >= whole || row >= whole) continue
      luma[y * WIDTH + x] = isDark(modules, row - QUIET, column - QUIET) ? 25 : 235
    }
  }
}

function isDark(modules: { size: number; get: (row: number, column: number) => number }, row: number, column: number): boolean {
  const isInside = row >= 0 && column >= 0 && row < modules.size && column < modules.size
  return isInside && modules.get(row, column) === 1
}

/** Noise that is the same in every run: a sum of uniform numbers from a small generator. */
function addNoise(luma: Uint8Array, deviation: number, seed: number): void {
  let state = seed >>> 0
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  for (let i = 0; i < luma.length; i++) {
    const grain = (uniform() + uniform() + uniform()) * 2 * deviation
    luma[i] = Math.max(0, Math.min(255, luma[i]! + grain))
  }
}
