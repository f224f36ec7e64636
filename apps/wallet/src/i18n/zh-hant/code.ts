import type { enCode } from '../en/code.ts'
import type { Texts } from '../texts.ts'

export const zhCode: Texts<typeof enCode> = {
  code: {
    label: '付款碼',
    heading: '請向店員出示此付款碼',
    loading: '正在取得付款碼…',
    remaining: '自動更新倒數',
    remaining_offline: '此付款碼剩餘時間',
    discount: '以原價的 {{percent}}% 計價',
    offline_chip: '離線付款碼',
    stalled: '暫時無法取得新的付款碼。此付款碼在倒數結束前仍可使用。',
    none_offline: '目前沒有連線，手機上保留的付款碼也已用完。恢復連線後會自動取得新的付款碼。',
    ready_until: '沒有網路也能用到 {{time}}',
    fact_ends: '畫面上的付款碼可用到 {{time}}。',
    fact_spares: '另外保留了 {{spares}} 個付款碼，最後一個可用到 {{time}}。',
    fact_no_spares: '手機上沒有其他付款碼，請連上網路取得新的。',
    fact_once: '每個付款碼只能付款一次。離線付款後，請換下一個付款碼。',
    fact_limit: '若店家也沒有網路，此卡片最多可收取 {{limit}}。',
    fact_no_limit: '若店家也沒有網路，就無法使用此卡片。',
    next: '換新的付款碼',
    next_offline: '用過了？換下一個',
    waiting_title: '下一個付款碼尚未生效',
    waiting_text: '{{time}} 起可用，屆時會自動顯示。',
    take_back: '再次顯示上一個付款碼',
    viewer: '您可以查看此卡片，但不能用它付款。',
    blocked_frozen: '此卡片已凍結，無法顯示付款碼。',
    blocked_lost: '此卡片已掛失，無法顯示付款碼。',
    blocked_expired: '此卡片已到期。',
    blocked_closed: '此卡片已停用。',
    blocked_active: '此卡片目前無法使用。',
  },
}
