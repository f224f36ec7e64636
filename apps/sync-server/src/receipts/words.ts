/** The receipt page in the two languages that receipts are printed in. */
export const WORDS = {
  en: {
    title: 'Receipt',
    other: '繁體中文',
    shop: 'Shop',
    at: 'Time',
    number: 'Number at the shop',
    txNo: 'Transaction',
    amount: 'Amount',
    discount: 'Discount',
    final: 'Paid',
    refunded: 'Paid back',
    kind: { payment: 'Payment', refund: 'Refund', recharge: 'Recharge' },
    state: {
      settled: 'Settled',
      declined: 'Declined: nothing was charged',
      voided: 'Voided: nothing was charged',
      refunded: 'Paid back in full',
      partly_refunded: 'Paid back in part',
    },
    unknown: 'Not received yet',
    unknownWords:
      'The shop’s terminal has not sent this receipt yet, or the link is not complete. If the receipt says PENDING, look again later.',
  },
  'zh-Hant': {
    title: '收據',
    other: 'English',
    shop: '商店',
    at: '時間',
    number: '店內編號',
    txNo: '交易編號',
    amount: '金額',
    discount: '折扣',
    final: '實付',
    refunded: '已退還',
    kind: { payment: '付款', refund: '退款', recharge: '儲值' },
    state: {
      settled: '已結算',
      declined: '已拒絕：未扣款',
      voided: '已作廢：未扣款',
      refunded: '已全額退款',
      partly_refunded: '已部分退款',
    },
    unknown: '尚未收到',
    unknownWords: '商店的收銀機尚未送出這張收據，或連結不完整。如果收據上寫著「待結算」，請稍後再查看。',
  },
} as const
export type ReceiptLocale = keyof typeof WORDS
