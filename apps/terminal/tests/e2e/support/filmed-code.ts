import { writeFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'

const WIDTH = 1280
const HEIGHT = 720
const FRAMES_PER_SECOND = 10
/** A grey counter, and no colour anywhere. */
const GREY = 128

type Picture = { width: number; height: number; luma: number[] }

/** What an element looks like on the screen, as brightness: the picture that a camera would be shown. */
export async function photograph(page: Page, element: Locator): Promise<Picture> {
  const png = (await element.screenshot()).toString('base64')
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    const luma = Array.from({ length: data.length / 4 }, (_, i) => Math.round((data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3))
    return { width: bitmap.width, height: bitmap.height, luma }
  }, png)
}

/** A video (YUV4MPEG2) in which one picture after the other is held before the camera, each for some frames. */
export async function film(file: string, pictures: readonly Picture[], framesEach: number): Promise<void> {
  const colour = new Uint8Array((WIDTH * HEIGHT) / 2).fill(GREY)
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`)]
  for (const picture of pictures) {
    const frame = onCounter(picture)
    for (let i = 0; i < framesEach; i++) parts.push(Buffer.from('FRAME\n'), frame, colour)
  }
  await writeFile(file, Buffer.concat(parts))
}

function onCounter({ width, height, luma }: Picture): Uint8Array {
  const frame = new Uint8Array(WIDTH * HEIGHT).fill(GREY)
  const left = Math.floor((WIDTH - width) / 2)
  const top = Math.floor((HEIGHT - height) / 2)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) frame[(top + y) * WIDTH + left + x] = luma[y * width + x]!
  return frame
}
