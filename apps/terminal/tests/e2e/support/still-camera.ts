import { renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeCameraFlags } from './fake-camera.ts'

const WIDTH = 320
const HEIGHT = 240

/**
 * Chromium's flags for a camera that needs no permission and shows an empty counter, one picture a second. Chromium's own moving picture would
 * keep a core busy looking for codes in it, in tests that are about something else.
 */
export function stillCameraFlags(): string[] {
  const file = join(tmpdir(), 'mps-still-camera.y4m')
  const picture = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128)
  // Named at once when it is whole: other workers write the same file, and their browsers read it.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F1:1 Ip A1:1 C420jpeg\nFRAME\n`), picture]))
  renameSync(draft, file)
  return fakeCameraFlags(file)
}
