import type { enCards } from '../en/cards.ts'
import type { Texts } from '../texts.ts'

export const zhCards: Texts<typeof enCards> = {
  cards: {
    title: '我的卡片',
    greeting: '{{name}}，您好',
    loading: '正在載入卡片…',
    as_of: '目前沒有連線，金額為 {{time}} 的資料。',
    empty_title: '還沒有卡片',
    empty_text: '請在門市申辦卡片，或加入他人與您共用的卡片。',
    add: '加入共用卡片',
    unknown: '此卡片不存在，或您無權查看。',
    back: '所有卡片',
    balance: '餘額',
    points: '點數',
    points_count: '{{points}} 點',
    level: '等級',
    valid_until: '有效期限 {{date}}',
    shared: '與您共用',
    actions: '此卡片的功能',
    action_top_up: '儲值',
    action_history: '交易',
    action_manage: '管理',
  },
  card_type: { standard: '會員卡', prepaid: '儲值卡', corporate: '企業卡', voucher: '禮券' },
  card_status: { frozen: '已凍結', lost: '已掛失', expired: '已到期', closed: '已停用', active: '使用中' },
}
