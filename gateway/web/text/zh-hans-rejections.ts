// Simplified Chinese rejections: for every refusal a title, a sentence and one next step.
import type { RejectionTexts } from './shape.ts';
import { zhHansLabelRejections } from './zh-hans-label-rejections.ts';
import { zhHansPresenceRejections } from './zh-hans-presence.ts';
import { zhHansReservationRejections } from './zh-hans-reservation.ts';
import { zhHansStaffRejections } from './zh-hans-staff-rejections.ts';

export const zhHansRejections: RejectionTexts = {
  ...zhHansReservationRejections,
  'code.not-ours': {
    title: '这不是我们的二维码',
    detail: '没有打开任何设备，也没有扣款。请小心：真正的标签可能被人贴住了。扫这个码后千万不要填写银行卡信息。',
    step: '找到原来的标签，重新扫码',
  },
  'code.replaced': {
    title: '这张标签已停用',
    detail: '它曾是我们的标签，现在不再有效。没有扣款。',
    step: '请在设备上找另一张标签，或询问工作人员',
  },
  'limit.reached': {
    title: '此处尝试次数过多',
    detail: (wait) => `此网络或账户尝试过于频繁。请在 ${wait}后继续；已登录的用户可以先行使用。没有扣款。`,
    step: '请登录，或稍后重新扫码',
  },
  'act.too-often': {
    title: '操作过于频繁',
    detail: (wait) => `此账户操作次数过多，请等待 ${wait}。之前的操作仍然有效，随时都可以结束使用。`,
    step: '请稍候，再按一次',
  },
  'ticket.invalid': {
    title: '这个页面属于另一部手机',
    detail: '只有扫码的那部手机才能使用。',
    step: '请用这部手机扫码',
  },
  'ticket.expired': {
    title: '页面已过期',
    detail: '为了您的安全，一次扫码三分钟内有效。没有预留任何金额。',
    step: '请重新扫码',
  },
  'ticket.used': {
    title: '这次扫码已经用过了',
    detail: '一次扫码只能启动一次。如果正在使用，可在“我的使用”里找到。',
    step: '查看我的使用',
  },
  'offer.changed': {
    title: '价格或设备有变动',
    detail: '您看到的内容已不适用，因此没有启动。',
    step: '查看最新内容',
  },
  'object.unknown': {
    title: '找不到这个设备',
    detail: (objectId) => (objectId === '' ? '二维码是真的，但没有连接任何设备。' : `这里没有设备 ${objectId}。`),
    step: '请告诉工作人员，或换一个使用',
  },
  'object.out-of-service': {
    title: '暂停使用',
    detail: '运营方已暂停这台设备。',
    step: '请扫附近的另一个',
  },
  'object.busy': {
    title: '有人正在使用',
    detail: '没有预留任何金额。',
    step: '请扫附近的另一个',
  },
  'tariff.missing': {
    title: '这里还没有定价',
    detail: '没有价格，我们不会启动。',
    step: '请告诉工作人员，或换一个使用',
  },
  'object.unsigned-not-free': {
    title: '这个设备不能收费使用',
    detail: '它无法证明使用了多久，所以只有免费时我们才会启动它。',
    step: '请告诉工作人员，或换一个使用',
  },
  'device.offline': {
    title: '暂时联系不上设备',
    detail: '设备与我们断开了连接，无法打开。没有预留任何金额。',
    step: '请扫附近的另一个',
  },
  'device.queue-full': {
    title: '请稍等一下',
    detail: '设备还没有完成之前的操作，没有任何改动。',
    step: '请等几秒钟再按一次',
  },
  'device.refused': {
    title: '设备没有同意',
    detail: (reason) => `${reason}没有扣款。`,
    step: '请扫附近的另一个',
  },
  'wallet.funds-insufficient': {
    title: '余额不足',
    detail: (shortfall) => `启动需要预留的金额还差 ${shortfall}。没有预留任何金额。`,
    step: (shortfall) => `请向钱包充值 ${shortfall}，再重新扫码`,
  },
  'wallet.currency-mismatch': {
    title: '钱包币种不同',
    detail: (currency) => `您的钱包币种是 ${currency}，这里使用另一种货币。`,
    step: '请使用本地币种的钱包',
  },
  'wallet.declined': {
    title: '钱包拒绝了',
    detail: (reason) => `${reason}没有预留任何金额。`,
    step: '请查看您的钱包后重试',
  },
  'wallet.owed': {
    title: '之前有一次使用尚未付清',
    detail: (owed) => `有 ${owed} 未能收取，付清后才能再次启动。`,
    step: (owed) => `请在钱包中支付 ${owed}`,
  },
  'person.too-many-sessions': {
    title: '您同时使用的已达上限',
    detail: (most) => `每人最多同时使用 ${most} 个。没有预留任何金额。`,
    step: '请先结束其中一个',
  },
  'person.starts-unused': {
    title: '多次启动后没有使用',
    detail: '过去一小时内为您启动了多次，但都没有使用。没有预留任何金额。',
    step: '请一小时后再试，或联系工作人员',
  },
  'object.starts-unused': {
    title: '这台设备多次启动后没有使用',
    detail: '过去一小时内您反复启动了它，但没有使用。没有预留任何金额。',
    step: '请换一台，或联系工作人员',
  },
  'session.unknown': {
    title: '找不到这次使用',
    detail: '它不存在，或者属于别人。',
    step: '查看我的使用',
  },
  'session.not-running': {
    title: '这次使用不在进行中',
    detail: (state) => `当前状态：${state}，没有任何更改。`,
    step: '返回使用页面',
  },
  'receipt.not-yet': {
    title: '收据还没有准备好',
    detail: (state) => `当前状态：${state}。结束后收据会自动出现。`,
    step: '返回使用页面',
  },
  'control.unknown': {
    title: '没有这个控制项',
    detail: '这台设备做不到，没有任何更改。',
    step: '返回使用页面',
  },
  'control.value-refused': {
    title: '不能这样设置',
    detail: '超出了这台设备允许的范围，没有任何更改。',
    step: '请换一个数值',
  },
  'order.item-unknown': {
    title: '有的菜已不在菜单上',
    detail: '没有下单。',
    step: '请重新点菜',
  },
  'order.exceeds-hold': {
    title: '超出了预留金额',
    detail: (left) => `预留金额还剩 ${left}，没有下单。`,
    step: '请少点一些，或找服务员',
  },
  'order.not-offered': {
    title: '这里不能点单',
    detail: '这台设备没有菜单。',
    step: '返回使用页面',
  },
  'order.too-large': {
    title: '一次点得太多',
    detail: '一张厨房小票放不下，没有下单。',
    step: '请分两次下单',
  },
  'call.not-offered': {
    title: '这里不能呼叫服务员',
    detail: '这台设备没有呼叫功能。',
    step: '请找附近的工作人员',
  },
  'receipt.not-for-expenses': {
    title: '这里不能开报销凭证',
    detail: '商家还没有提供销售方名称和税号。',
    step: '请向商家索取发票',
  },
  'receipt.made-out-already': {
    title: '抬头已经填写',
    detail: '每张收据只能填写一次抬头。',
    step: '如有错误，请联系商家',
  },
  'pause.not-offered': {
    title: '这台设备不能暂停',
    detail: '只能继续使用或归还。',
    step: '用完后请按“结束”',
  },
  'payout.nothing-due': {
    title: '现在没有可结算的款项',
    detail: '收款满七天后才结算，并会扣除已退款的金额。',
    step: '请过几天再试',
  },
  'venue.unknown': {
    title: '没有这个商家',
    detail: '这个租户下没有此编号的商家。',
    step: '请查看您的商家列表',
  },
  'stay.not-paired': {
    title: '请先连接手机和房间',
    detail: '只有本房间的住客才能启动。',
    step: '请扫码并输入电视上的数字',
  },
  'stay.unknown': {
    title: '这个房间没有人入住',
    detail: '只有入住期间才能使用。',
    step: '请咨询前台',
  },
  'stay.code-wrong': {
    title: '数字不对',
    detail: (left) => `请核对房间电视上的数字。还可以试 ${left} 次。`,
    step: '请重新输入',
  },
  'stay.locked': {
    title: '输错次数太多',
    detail: '为了住客的安全，一小时内这部手机不能再用数字连接此房间。',
    step: '请咨询前台',
  },
  'stay.taken': {
    title: '房间已连接另一部手机',
    detail: '一个房间只听一部手机的。',
    step: '请用那部手机，或咨询前台',
  },
  'join.not-offered': {
    title: '这里不能加入',
    detail: '这是一个人的使用。',
    step: '请扫附近的另一台',
  },
  'join.refused': {
    title: '对方没有让您加入',
    detail: '开台的人没有同意，没有预留任何金额。',
    step: '请当面问一下',
  },
  'join.too-often': {
    title: '您加入又离开的次数太多',
    detail: '不会再向开台的人发送请求，没有预留任何金额。',
    step: '请当面问一下',
  },
  'join.price-changed': {
    title: '价格已变',
    detail: '本桌开台时的价格与您看到的不同，没有预留任何金额。',
    step: '请重新扫码查看',
  },
  'join.full': {
    title: '人数已满',
    detail: (most) => `最多可加入 ${most} 人，没有预留任何金额。`,
    step: '请其中一位先退出',
  },
  'guest.unknown': {
    title: '对方已不在等待',
    detail: '对方已离开，或您已经答复过。',
    step: '回到使用页面',
  },
  'guest.not-allowed': {
    title: '只有开台的人可以操作',
    detail: '您是受邀加入的，没有做任何更改。',
    step: '请让开台的人操作',
  },
  'guest.cannot-pay': {
    title: '对方的钱包未能预留',
    detail: '无法从对方钱包预留加入所需的金额，您的钱包没有变动。',
    step: '请对方充值后再让其加入',
  },
  'claim.not-yet': {
    title: '请等收据出来',
    detail: (state) => `当前状态：${state}。结束后您可以告诉我们哪里不对。`,
    step: '回到使用页面',
  },
  'claim.too-late': {
    title: '这里已不能处理',
    detail: (until) => `一键申请截至 ${until}。`,
    step: '请找工作人员，他们仍可退款',
  },
  'claim.made': {
    title: '您已经告诉过我们',
    detail: '每一项每次使用只计一次，处理结果写在收据上。',
    step: '回到收据',
  },
  ...zhHansStaffRejections,
  ...zhHansPresenceRejections,
  ...zhHansLabelRejections,
  'review.not-open': {
    title: '这里没有需要决定的',
    detail: (state) => `当前状态：${state}，不在复核中。`,
    step: '请查看复核列表',
  },
  'top-up.not-offered': {
    title: '这里不能充值',
    detail: '运营方没有设置充值方式。',
    step: '请在您的应用中充值',
  },
  'top-up.amount-refused': {
    title: '这个金额不可以',
    detail: (range) => `可充值 ${range}，没有扣款。`,
    step: '请换一个金额',
  },
  'top-up.unknown': {
    title: '找不到这笔充值',
    detail: '它不存在，或属于别人。',
    step: '查看我的使用',
  },
  'owed.under-way': {
    title: '正在向钱包收取这笔款项',
    detail: '钱包随时可能同意，没有做任何改动。',
    step: '请几分钟后再试',
  },
  'owed.nothing': {
    title: '没有欠款',
    detail: '全部已付清。',
    step: '回到钱包',
  },
  'operator.not-allowed': {
    title: '仅限工作人员',
    detail: '您的令牌在这里没有这项权限，没有做任何操作。',
    step: '请向运营方索取工作人员令牌',
  },
  'identity.missing': {
    title: '您还没有登录',
    detail: '需要登录才能启动。没有预留任何金额。',
    step: '请在您的应用中打开此二维码',
  },
  'identity.expired': {
    title: '登录已过期',
    detail: '您的登录已结束。正在使用的仍然可以结束。',
    step: '请在您的应用中重新登录',
  },
  'identity.invalid': {
    title: '登录信息无效',
    detail: '我们无法确认您的身份。没有预留任何金额。',
    step: '请在您的应用中重新登录',
  },
  'idempotency.key-missing': {
    title: '请求不完整',
    detail: '缺少请求编号，所以什么也没有做。',
    step: '请返回再按一次',
  },
  'idempotency.key-reused': {
    title: '这个请求已用其他内容发送过',
    detail: '以第一次为准，不会重复执行。',
    step: '请返回再按一次',
  },
  'request.malformed': {
    title: '看不懂这个请求',
    detail: (at) => `“${at}”处有误，什么也没有做。`,
    step: '请返回重试',
  },
  'request.too-large': {
    title: '请求内容太大',
    detail: (limit) => `最多接受 ${limit}，什么也没有做。`,
    step: '请返回并减少内容',
  },
  'request.unsupported-type': {
    title: '不接受这种内容',
    detail: '什么也没有做。',
    step: '请返回重试',
  },
  'request.not-found': {
    title: '没有这个页面',
    detail: '网址可能不完整。',
    step: '查看我的使用',
  },
  'request.method-refused': {
    title: '不能这样访问这个地址',
    detail: '什么也没有做。',
    step: '查看我的使用',
  },
  'origin.refused': {
    title: '这个请求来自其他网站',
    detail: '为了您的安全，我们只接受本站页面上的操作。什么也没有做。',
    step: '请重新扫码',
  },
  'webhook.invalid': {
    title: '此消息未通过验证',
    detail: '签名、时间或格式与约定不符，没有做任何处理。',
    step: '请检查发送方的密钥和时钟',
  },
  'system.unavailable': {
    title: '服务暂时中断',
    detail: '正在使用的不受影响，计费公平。',
    step: (seconds) => `请在${seconds}后重试`,
  },
  'system.recovering': {
    title: '正在核对账目',
    detail: '暂时无法开始新的使用。正在使用的不受影响，也可以随时结束。',
    step: (seconds) => `请在${seconds}后重试`,
  },
  'system.failed': {
    title: '我们这边出了问题',
    detail: '可以放心重试，不会重复执行或重复扣款。',
    step: '请重试',
  },
};
