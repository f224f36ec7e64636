import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { useSettings } from '../settings/settings-store.ts'
import { type Camera, type CameraFault, type CameraHandle, openCamera, whenCameraMayBeBack, whyNoCamera } from './camera.ts'

type CameraState = 'starting' | 'running' | CameraFault

/** The camera's picture with what can be chosen about it. It stays on between sales, so that the next scan needs no start. */
export function CameraPanel({ onText }: { onText: (text: string) => void }) {
  const cameraId = useSettings((settings) => settings.cameraId)
  const [attempt, setAttempt] = useState(0)
  // Another camera, or another attempt, is a new start with nothing left over.
  return <CameraView key={`${cameraId} ${attempt}`} cameraId={cameraId} onText={onText} onRetry={() => setAttempt(attempt + 1)} />
}

type CameraViewProps = { cameraId: string | null; onText: (text: string) => void; onRetry: () => void }

function CameraView({ cameraId, onText, onRetry }: CameraViewProps) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const { state, handle } = useCamera(video, cameraId, onText)
  const fault = state === 'starting' || state === 'running' ? null : state
  const retry = useEffectEvent(onRetry)
  // A cable that was put back, or a permission that was given, needs no tap.
  useEffect(() => (fault === null ? undefined : whenCameraMayBeBack(() => retry())), [fault])
  return (
    <section className="camera panel" aria-label={t('camera.title')}>
      <video ref={video} muted playsInline aria-label={t('camera.picture')} />
      <div className="camera-frame" aria-hidden="true" hidden={state !== 'running'} />
      {state === 'starting' && <p className="camera-words">{t('camera.starting')}</p>}
      {fault !== null && (
        <div className="camera-words">
          <Icon name="camera" />
          <output>{t(`camera.${fault}`)}</output>
          <button type="button" className="button" onClick={onRetry}>
            {t('camera.retry')}
          </button>
        </div>
      )}
      {handle && state === 'running' && <CameraControls handle={handle} />}
    </section>
  )
}

function useCamera(video: React.RefObject<HTMLVideoElement | null>, cameraId: string | null, onText: (text: string) => void) {
  const [state, setState] = useState<CameraState>('starting')
  const [handle, setHandle] = useState<CameraHandle | null>(null)
  const tell = useEffectEvent(onText)

  useEffect(() => {
    let isOver = false
    const opening = openCamera(video.current!, cameraId, {
      onText: (text) => tell(text),
      onLost: () => void whyNoCamera(cameraId).then((why) => isOver || setState(why)),
    })
    async function start(): Promise<void> {
      try {
        const camera = await opening
        if (isOver) return
        setHandle(camera)
        setState('running')
      } catch {
        const why = await whyNoCamera(cameraId)
        // The chosen camera may be another device's by now.
        if (isOver) return
        if (cameraId !== null && why === 'missing') useSettings.getState().setCamera(null)
        else setState(why)
      }
    }
    void start()
    return () => {
      isOver = true
      // Closed even where it opens only now; one that never opened needs no closing.
      void opening.then((camera) => camera.close()).catch(() => undefined)
    }
  }, [video, cameraId])

  return { state, handle }
}

function CameraControls({ handle }: { handle: CameraHandle }) {
  const { t } = useTranslation()
  const { cameraId, setCamera } = useSettings()
  const [cameras, setCameras] = useState<Camera[]>([])
  const [hasTorch, setHasTorch] = useState(false)
  const [isLit, setLit] = useState(false)

  useEffect(() => {
    void handle.cameras().then(setCameras)
    void handle.hasTorch().then(setHasTorch)
  }, [handle])

  return (
    <div className="camera-controls">
      {cameras.length > 1 && (
        <select aria-label={t('camera.choose')} value={cameraId ?? ''} onChange={(event) => setCamera(event.target.value || null)}>
          <option value="">{t('camera.automatic')}</option>
          {cameras.map((camera) => (
            <option key={camera.id} value={camera.id}>
              {camera.label}
            </option>
          ))}
        </select>
      )}
      {hasTorch && (
        <button
          type="button"
          className="button"
          aria-label={t('camera.torch')}
          aria-pressed={isLit}
          onClick={() => void handle.toggleTorch().then(setLit, () => setLit(false))}
        >
          <Icon name="torch" />
        </button>
      )}
    </div>
  )
}
