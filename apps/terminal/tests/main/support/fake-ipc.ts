import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { START_URL } from '../../../src/main/app-origin.ts'
import { SHELL_CHANNELS, type Shell } from '../../../src/ipc.ts'

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** A page with one main frame, as far as main looks at it. */
export function aPage(url = START_URL): WebContents {
  return { mainFrame: { url } } as unknown as WebContents
}

/** Electron's IPC without Electron: what is sent is cloned as Electron clones it, and a thrown error is reduced to a message as there. */
export class FakeIpc implements Pick<IpcMain, 'handle'> {
  readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`a second handler for ${channel}`)
    this.handlers.set(channel, handler)
  }

  async invoke(event: IpcMainInvokeEvent, channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    try {
      return structuredClone(await handler(event, ...structuredClone(args)))
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error })
    }
  }

  /** `window.mpsShell` as a page has it. */
  shellOf(page: WebContents): Shell {
    const event = eventFrom(page)
    return Object.fromEntries(
      SHELL_CHANNELS.map((channel) => [channel, (...args: unknown[]) => this.invoke(event, channel, ...args)]),
    ) as unknown as Shell
  }
}

export function eventFrom(page: WebContents, senderFrame: unknown = page.mainFrame): IpcMainInvokeEvent {
  return { sender: page, senderFrame } as unknown as IpcMainInvokeEvent
}
