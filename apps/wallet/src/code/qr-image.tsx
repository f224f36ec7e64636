import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { qrPicture } from './qr-picture.ts'

/** The payment code as a picture. The text itself appears nowhere in the document. */
export function QrImage({ text }: { text: string }) {
  const { t } = useTranslation()
  const { size, path } = useMemo(() => qrPicture(text), [text])
  return (
    <svg className="qr-image" role="img" aria-label={t('code.label')} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
