// Simplified Chinese rejections about what runs or has run: controls, orders, stays, guests, receipts and claims.
import type { enSessionRejections } from './en-session-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const zhHansSessionRejections: Pick<RejectionTexts, keyof typeof enSessionRejections> = {
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
  'review.not-open': {
    title: '这里没有需要决定的',
    detail: (state) => `当前状态：${state}，不在复核中。`,
    step: '请查看复核列表',
  },
};
