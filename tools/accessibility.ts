import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const COLOURS = 'color-contrast'

/** Colours differ by theme and structure by language, so a test that sees a screen in several of them judges each part once. */
export type Judged = 'all' | 'structure' | 'colours'

/** What axe finds wrong on the page as it stands: each broken rule with the elements that break it. */
export async function violationsOn(page: Page, judged: Judged = 'all'): Promise<[rule: string, elements: string[]][]> {
  // In the page itself: the other mode opens a blank page for every answer, which takes as long again and moves the page under test away.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  if (judged === 'colours') axe.withRules([COLOURS])
  if (judged === 'structure') axe.disableRules([COLOURS])
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])
}
