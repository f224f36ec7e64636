import QrScanner from 'qr-scanner'
import { prepareQrEngine } from './qr-engine.ts'

export type Camera = { id: string; label: string }

/** What a running camera can do. */
export type CameraHandle = {
  cameras: () => Promise<Camera[]>
  hasTorch: () => Promise<boolean>
  toggleTorch: () => Promise<boolean>
  close: () => void
}

/**
 * Starts the camera on a video element and reports every decoded text of every frame; whoever listens decides what is news.
 * Rejects when there is no camera or it may not be used; `whyNoCamera` tells which.
 */
export async function openCamera(
  video: HTMLVideoElement,
  cameraId: string | null,
  { onText, onLost }: { onText: (text: string) => void; onLost: () => void },
): Promise<CameraHandle> {
  await prepareQrEngine()
  // qr-scanner hangs a video that is in no page under the body and leaves it there: the screen was left while the engine loaded.
  if (!video.isConnected) throw new Error('The camera’s place on the page is gone')
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
    hasTorch: () => scanner.hasFlash(),
    toggleTorch: async () => {
      await scanner.toggleFlash()
      return scanner.isFlashOn()
    },
    close: () => scanner.destroy(),
  }
}

/** `refused` to this page, `missing` from this device, or `busy` with another program. */
export type CameraFault = 'refused' | 'missing' | 'busy'

/** Why there is no picture of any camera, or of the chosen one; qr-scanner tells all of it alike. */
export async function whyNoCamera(cameraId: string | null): Promise<CameraFault> {
  const permission = (await cameraPermission())?.state ?? 'granted'
  if (permission === 'denied') return 'refused'
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput')
  if (permission === 'prompt') return cameras.length > 0 ? 'refused' : 'missing'
  return cameras.some(({ deviceId }) => cameraId === null || deviceId === cameraId) ? 'busy' : 'missing'
}

/** Calls back once when it is worth another try: something was connected, or the permission was changed. Returns the end of it. */
export function whenCameraMayBeBack(tryAgain: () => void): () => void {
  const ended = new AbortController()
  const once = { once: true, signal: ended.signal }
  navigator.mediaDevices.addEventListener('devicechange', tryAgain, once)
  void cameraPermission().then((permission) => permission?.addEventListener('change', tryAgain, once))
  return () => ended.abort()
}

async function cameraPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' })
  } catch {
    return null
  }
}
