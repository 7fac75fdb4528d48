// Simplified Chinese rejections: for every refusal a title, a sentence and one next step.

import type { RejectionTexts } from './shape.ts';
import { zhHansAccountRejections } from './zh-hans-account.ts';
import { zhHansContactRejections } from './zh-hans-contact-rejections.ts';
import { zhHansEmergencyRejections } from './zh-hans-emergency.ts';
import { zhHansLabelRejections } from './zh-hans-label-rejections.ts';
import { zhHansPresenceRejections } from './zh-hans-presence.ts';
import { zhHansRequestRejections } from './zh-hans-request-rejections.ts';
import { zhHansReservationRejections } from './zh-hans-reservation.ts';
import { zhHansSessionRejections } from './zh-hans-session-rejections.ts';
import { zhHansStaffRejections } from './zh-hans-staff-rejections.ts';
import { zhHansVenueRejections } from './zh-hans-venue-rejections.ts';
import { zhHansWorkshopRejections } from './zh-hans-workshop-rejections.ts';

export const zhHansRejections: RejectionTexts = {
  ...zhHansVenueRejections,
  ...zhHansEmergencyRejections,
  ...zhHansContactRejections,
  ...zhHansReservationRejections,
  ...zhHansAccountRejections,
  ...zhHansSessionRejections,
  ...zhHansRequestRejections,
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
  ...zhHansStaffRejections,
  ...zhHansWorkshopRejections,
  ...zhHansPresenceRejections,
  ...zhHansLabelRejections,
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
};
