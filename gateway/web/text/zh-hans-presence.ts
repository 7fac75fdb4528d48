// Simplified Chinese words for what shows that a person is there: parts of a list of things to do, and the refusals about it.
import type { enPresenceWays } from './en-presence.ts';
import type { RejectionTexts } from './shape.ts';

export const zhHansPresenceWays: typeof enPresenceWays = {
  'display-code': '扫它屏幕上的码',
  nfc: '用手机碰一下它的感应标签',
  button: '按页面提示的次数按它上面的按钮',
  blink: '数一数它闪了几次',
  stay: '输入房间显示的代码',
  staff: '请工作人员帮忙',
};

export const zhHansPresenceRejections: Pick<
  RejectionTexts,
  | 'code.display-stale'
  | 'code.display-used'
  | 'presence.required'
  | 'presence.nobody'
  | 'presence.not-counted'
  | 'display.not-offered'
> = {
  'code.display-stale': {
    title: '屏幕上的码已经更新',
    detail: '屏幕上的码每半分钟更换一次，只在显示期间有效。没有扣款。',
    step: '请扫屏幕上现在显示的码',
  },
  'code.display-used': {
    title: '这个码已经用来开启过一次',
    detail: '屏幕上的每个码只能用一次，半分钟内会出现下一个。没有扣款。',
    step: '请等下一个码出现后再扫',
  },
  'presence.required': {
    title: '请证明您就在现场',
    detail: (ways) => `仅凭标签的照片不能开启。以下任意一种方式都可以证明您就在它面前：${ways}。没有预留任何金额。`,
    step: '完成其中一种，然后再次点按开始',
  },
  'presence.nobody': {
    title: '现在没有页面显示这个号码',
    detail: '号码显示在正保留此设备的人的手机上，只在保留期间有效。没有记录任何内容。',
    step: '请对方打开二维码并点按保留，再读出其页面上的号码',
  },
  'presence.not-counted': {
    title: '此类设备不接受工作人员的证明',
    detail: '它有自己的方式来证明有人在场。没有记录任何内容。',
    step: '查看这个设备接受的方式',
  },
  'display.not-offered': {
    title: '这个设备没有显示动态码的屏幕',
    detail: '它的设备不显示动态码，或者不签名。没有更改任何内容。',
    step: '请选择带屏幕的设备',
  },
};
