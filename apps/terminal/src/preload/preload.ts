import { contextBridge, ipcRenderer } from 'electron'
import { SHELL_CHANNELS, SHELL_GLOBAL } from '../ipc.ts'

// One function for each channel and no way to name another: the page never holds ipcRenderer, nor an event of it.
const shell = Object.fromEntries(SHELL_CHANNELS.map((channel) => [channel, (...args: unknown[]) => ipcRenderer.invoke(channel, ...args)]))

contextBridge.exposeInMainWorld(SHELL_GLOBAL, shell)
