import type { TerminalConfig } from '@mps/shared'
import { createContext, useContext } from 'react'
import type { TerminalLog } from '../log/index.ts'
import { useLive } from './use-live.ts'

/** The open log; every screen below the opening one has it. */
export const LogContext = createContext<TerminalLog | null>(null)

/** The log of this device, in a lesson too: what concerns the device itself (its network, queue, clock, disk) is told of it always. */
export const DeviceLogContext = createContext<TerminalLog | null>(null)

export function useDeviceLog(): TerminalLog {
  const log = useContext(DeviceLogContext)
  if (!log) throw new Error('no log: this screen is shown before the log is open')
  return log
}

export function useLog(): TerminalLog {
  const log = useContext(LogContext)
  if (!log) throw new Error('no log: this screen is shown before the log is open')
  return log
}

/** The configuration in force; only for screens that are shown once there is one. */
export function useConfig(): TerminalConfig {
  const { config } = useLive(useLog().config)
  if (!config) throw new Error('no configuration: this screen is shown before the first contact')
  return config
}

/** Whether the server is known to be away. Before the first attempt nothing is known, and a sale is worth a try. */
export function useIsOffline(): boolean {
  return useLive(useLog().connection).state === 'offline'
}
