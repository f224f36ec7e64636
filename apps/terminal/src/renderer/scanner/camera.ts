import QrScanner from 'qr-scanner'
import { prepareQrEngine } from './qr-engine.ts'

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
 * Rejects when there is no camera or it may not be used; `isCameraRefused` tells which.
 */
export async function openCamera(
  video: HTMLVideoElement,
  cameraId: string | null,
  { onText, onLost }: { onText: (text: string) => void; onLost: () => void },
): Promise<CameraHandle> {
  await prepareQrEngine()
  const scanner = new QrScanner(video, (result) => onText(result.data), {
    // The default is a centred square at 400 px, which misses codes at the edge and small ones.
    calculateScanRegion: (source) => ({ x: 0, y: 0, width: source.videoWidth, height: source.videoHeight }),
    onDecodeError: () => undefined,
    preferredCamera: cameraId ?? 'environment',
    returnDetailedScanResult: true,
    maxScansPerSecond: 15,
  })
  // Before qr-scanner asks for it: every frame is read back, which is slow from a graphics card's memory.
  scanner.$canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  try {
    await scanner.start()
  } catch (error) {
    scanner.destroy()
    throw error
  }
  // A camera that is unplugged leaves its last picture standing.
  for (const track of (video.srcObject as MediaStream | null)?.getVideoTracks() ?? []) track.addEventListener('ended', onLost)
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

/** Whether the camera was refused to this page, as opposed to missing; qr-scanner tells both alike. */
export async function isCameraRefused(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: 'camera' })
    return state === 'denied'
  } catch {
    return false
  }
}
