import { enActivity } from './en/activity.ts'
import { enCards } from './en/cards.ts'
import { enCode } from './en/code.ts'
import { enManage } from './en/manage.ts'
import { enMoney } from './en/money.ts'
import { enShell } from './en/shell.ts'

/** The English texts: the master catalogue, whose shape every other language must have. */
export const en = { ...enShell, ...enCards, ...enCode, ...enActivity, ...enManage, ...enMoney } as const
