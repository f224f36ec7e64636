import { expect, type Locator } from '@playwright/test'
import { MANAGER_PIN } from './shop.ts'
import { pattern, type Till } from './till.ts'

/** What a cashier does with a shift, by the names that a screen reader would read. */
export function shiftActions(till: Till) {
  const { page, words } = till
  const dialog = (): Locator => page.getByRole('dialog')

  return {
    dialog,

    async open(float: string): Promise<void> {
      await till.go('shift')
      await till.button(words.shift.open).click()
      await dialog().getByLabel(words.shift.float).fill(float)
      await dialog().getByRole('button', { name: words.shift.open }).click()
      await expect(till.button(words.shift.close)).toBeEnabled()
    },

    async moveCash(kind: 'cash_in' | 'cash_out', amount: string, reason: string): Promise<void> {
      await till.go('shift')
      await till.button(words.shift[kind]).click()
      await dialog().getByLabel(words.shift.amount).fill(amount)
      await dialog().getByLabel(words.shift.reason).fill(reason)
      await dialog().getByRole('button', { name: words.shift.record }).click()
      await expect(dialog()).toBeHidden()
    },

    async openDrawer(reason: string): Promise<void> {
      await till.go('shift')
      await till.button(words.shift.drawer.open).click()
      await dialog().getByLabel(words.shift.reason).fill(reason)
      await dialog().getByRole('button', { name: words.shift.drawer.open }).click()
      await expect(dialog()).toBeHidden()
    },

    /** Counts the drawer into one sum and closes; a manager approves where the difference asks for one. */
    async close(counted: string, { note, isApproved = false }: { note?: string; isApproved?: boolean } = {}): Promise<void> {
      await till.go('shift')
      await till.button(words.shift.close).click()
      await dialog().getByLabel(words.shift.otherCash).fill(counted)
      await till.button(words.shift.compare).click()
      if (note !== undefined) await dialog().getByLabel(words.shift.note).fill(note)
      await dialog().getByRole('button', { name: words.shift.close }).click()
      if (isApproved) {
        await page.getByLabel(pattern(words.pin.label)).fill(MANAGER_PIN)
        await till.button(words.approval.approve).click()
      }
      await expect(page.getByRole('dialog', { name: pattern(words.shift.zNumber) })).toBeVisible()
    },
  }
}
