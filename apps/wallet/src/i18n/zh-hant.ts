import type { en } from './en.ts'
import type { Texts } from './texts.ts'
import { zhActivity } from './zh-hant/activity.ts'
import { zhCards } from './zh-hant/cards.ts'
import { zhCode } from './zh-hant/code.ts'
import { zhManage } from './zh-hant/manage.ts'
import { zhMoney } from './zh-hant/money.ts'
import { zhShell } from './zh-hant/shell.ts'

/** 繁體中文。The types make a missing key an error; the test looks at placeholders as well. */
export const zhHant: Texts<typeof en> = { ...zhShell, ...zhCards, ...zhCode, ...zhActivity, ...zhManage, ...zhMoney }
