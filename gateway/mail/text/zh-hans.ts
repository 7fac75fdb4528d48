// Simplified Chinese words of mails.
import type { MailTexts } from './shape.ts';

export const zhHansMail: MailTexts = {
  confirm: {
    subject: (code) => `您的验证码：${code}`,
    lead: (host) => `请在 ${host} 输入此验证码，以便用此邮箱接收收据和消息：`,
    until: (time) => `${time}内有效。我们绝不会向您索要此验证码。`,
    ignore: '不是您本人操作？可能是别人填错了邮箱。无需理会，不会再有其他邮件。',
  },
  started: {
    subject: (object) => `${object} 正在使用`,
    lead: (object) => `您正在使用 ${object}。`,
    open: '打开：查看费用或停止',
    hint: '请用开始时所用的手机或浏览器打开，在该页面一按即可停止。也可以再次扫描标签。',
  },
  endsSoon: {
    subject: (object, time) => `${object}：使用至 ${time}`,
    because: {
      longest: '届时达到单次最长使用时间，将自动停止，并为您开具收据。',
      package: '您的套餐届时结束。继续使用，超出的时间另行计费。',
    },
    open: '打开：查看费用或停止',
  },
  moneyLow: {
    subject: (object, time) => `${object}：余额大约可用至 ${time}`,
    detail: '可预留的金额已使用超过 80%。用完请按“结束”，或为钱包充值；否则届时将自动结束，并为您开具收据。',
  },
  receipt: {
    subject: (object, total) => `收据：${object}，${total}`,
    ended: {
      stopped: (time) => `您已于 ${time} 停止使用。`,
      left: (time) => `您已离开，使用于 ${time} 结束。`,
      'limit-reached': (time) => `已达上限，使用于 ${time} 结束。`,
      'lease-lapsed': (time) => `设备断开连接，使用于 ${time} 结束。`,
      'power-loss': (time) => `设备断电，使用于 ${time} 结束。`,
      'stopped-at-object': (time) => `使用于 ${time} 在设备上结束。`,
      other: (time) => `使用于 ${time} 结束。`,
    },
    open: '打开收据',
    expenses: '报销凭证',
  },
  refund: {
    subject: (amount) => `已退款 ${amount}`,
    lead: (amount) => `已向您退款 ${amount}，按原支付方式退回。`,
    open: '打开收据',
  },
  rows: {
    object: '物品',
    where: '地点',
    from: '开始',
    to: '结束',
    most: '最多',
    soFar: '目前费用',
    reserved: '已预留',
    total: '合计',
    paid: '您已支付',
    owed: '尚未支付',
  },
  why: (host) => `您收到此邮件，是因为您在 ${host} 填写了此邮箱。商家看不到它。`,
  change: '更改或删除邮箱',
};
