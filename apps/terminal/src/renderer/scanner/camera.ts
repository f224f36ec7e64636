import QrScanner from 'qr-scanner'
import { prepareZxingEngine } from './zxing-engine.ts'

export type Camera = { id: string; label: string }

/** What a running camera can do. */
export type CameraHandle = {
  cameras: () => Promise<Camera[]>
  choose: (cameraId: string) => Promise<void>
  hasTorch: () => Promise<boolean>
  toggleTorch: () => Promise<boolean>
  close: () => void
}

/**
 * Starts the camera on a video element and reports every decoded text of every frame; whoever listens decides what is news.
 * Rejects when there is no camera or it may not be used.
 */
export async function openCamera(video: HTMLVideoElement, cameraId: string | null, onText: (text: string) => void): Promise<CameraHandle> {
  await prepareZxingEngine()
  const scanner = new QrScanner(video, (result) => onText(result.data), {
    // The default is a centred square at 400 px, which misses codes at the edge and small ones.
    calculateScanRegion: (source) => ({ x: 0, y: 0, width: source.videoWidth, height: source.videoHeight }),
    onDecodeError: () => undefined,
    preferredCamera: cameraId ?? 'environment',
    returnDetailedScanResult: true,
    maxScansPerSecond: 15,
  })
  try {
    await scanner.start()
  } catch (error) {
    scanner.destroy()
    throw error
  }
  return {
    cameras: () => QrScanner.listCameras(false),
    choose: (id) => scanner.setCamera(id),
    hasTorch: () => scanner.hasFlash(),
    toggleTorch: async () => {
      await scanner.toggleFlash()
      return scanner.isFlashOn()
    },
    close: () => scanner.destroy(),
  }
}
