import { useEffect, useEffectEvent } from 'react'
import { BURST_GAP_MS, WedgeReader, type WedgeVerdict } from './wedge-reader.ts'

type WedgeListeners = {
  onScan: (text: string) => void
  /** Keys pressed by hand while no field had the focus, by physical name. */
  onKeys?: (keys: string[]) => void
}

function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['radio', 'checkbox', 'button', 'range'].includes(target.type)
}

// Enter and Space belong to a focused button; taking them would leave it deaf to the keyboard. A list or a choice keeps its arrows and letters, too.
function belongsToControl({ target, code }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || /^(Digit|Numpad)\d$/.test(code)) return false
  return target.matches('select, input') || (target.matches('button, a, summary') && /^(Enter|NumpadEnter|Space)$/.test(code))
}

/** Hears a keyboard-wedge scanner, pasted codes, and the keys that a hand types outside any field. */
export function useWedge({ onScan, onKeys }: WedgeListeners): void {
  const tell = useEffectEvent((verdicts: WedgeVerdict[], inField: boolean) => {
    for (const verdict of verdicts) {
      if (verdict.kind === 'scanned') onScan(verdict.text)
      else if (!inField) onKeys?.(verdict.kind === 'typed' ? verdict.keys : [verdict.key])
    }
  })

  useEffect(() => {
    const reader = new WedgeReader()
    let timer: number | undefined

    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
      const inField = isTextField(event.target)
      const verdicts = reader.press(event.code, event.timeStamp)
      const wasScan = verdicts.some((verdict) => verdict.kind === 'scanned')
      if (wasScan || reader.isPaymentCode) event.preventDefault()
      tell(wasScan || !belongsToControl(event) ? verdicts : verdicts.filter((verdict) => verdict.kind === 'typed'), inField)
      window.clearTimeout(timer)
      timer = window.setTimeout(() => tell(reader.pause(), inField), BURST_GAP_MS + 5)
    }

    function onPaste(event: ClipboardEvent): void {
      const text = event.clipboardData?.getData('text').trim() ?? ''
      if (!text.startsWith('MPS') || isTextField(event.target)) return
      event.preventDefault()
      tell([{ kind: 'scanned', text }], false)
    }

    // Capturing, so that a scanner's Enter never presses the button that happens to have the focus.
    window.addEventListener('keydown', onKeyDown, { capture: true })
    window.addEventListener('paste', onPaste)
    return () => {
      window.clearTimeout(timer)
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      window.removeEventListener('paste', onPaste)
    }
  }, [])
}
