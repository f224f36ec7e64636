import { expect, type Locator, type Page } from '@playwright/test'

/** Further than any screen has controls: whoever has not been reached by then cannot be. */
const MOST_TABS = 40
/** Slower than a hand scanner, as hands are. */
const BETWEEN_KEYS_MS = 60

/** A person who has a keyboard and nothing else. */
export function keyboardOnly({ keyboard }: Page) {
  const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement)
  const press = (key: string): Promise<void> => keyboard.press(key, { delay: BETWEEN_KEYS_MS })
  return {
    /** Tabs on until the control has the focus. */
    async reach(target: Locator): Promise<void> {
      await expect(target).toBeVisible()
      for (let tabs = 0; tabs < MOST_TABS && !(await isFocused(target)); tabs++) await keyboard.press('Tab')
      await expect(target).toBeFocused()
    },
    /** Types into whatever has the focus. */
    type: (text: string): Promise<void> => keyboard.type(text, { delay: BETWEEN_KEYS_MS }),
    press,
    /** Presses until the screen is another one: an outcome lets go by what is pressed in its first half second. */
    pressUntilGone: (key: string, shown: Locator): Promise<void> =>
      expect(async () => {
        await press(key)
        await expect(shown).toBeHidden({ timeout: 500 })
      }).toPass(),
  }
}
