import electronUpdater from 'electron-updater'
import type { UpdateEngine } from './updates.ts'

/**
 * electron-updater against a plain web server. It refuses what is not signed by this app's publisher (Windows), not signed by its team
 * (macOS) or not of the published SHA-512 (Linux).
 * @param url where the platform keeps the builds
 */
export function updateEngine(url: string): UpdateEngine {
  const { autoUpdater } = electronUpdater
  autoUpdater.autoDownload = false
  // Neither at quitting nor at starting: a till with unsent entries keeps the build that recorded them.
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.autoRunAppAfterInstall = true
  autoUpdater.allowDowngrade = false
  autoUpdater.disableWebInstaller = true
  autoUpdater.logger = null
  autoUpdater.setFeedURL({ provider: 'generic', url, channel: 'latest' })
  return {
    async check() {
      const found = await autoUpdater.checkForUpdates()
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null
    },
    download: async () => void (await autoUpdater.downloadUpdate()),
    install: () => autoUpdater.quitAndInstall(true, true),
  }
}
