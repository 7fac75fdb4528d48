// Simplified Chinese about an object that is kept while somebody looks at its offer, and the refusals about that.
import type { enReservation, enReservationRejections } from './en-reservation.ts';
import type { RejectionTexts } from './shape.ts';

export const zhHansReservation: typeof enReservation = {
  title: '是这一个吗？',
  detail: '在您查看期间为您保留，最长一分半钟。能证明自己就在它面前的人优先。保留不收费。',
  blinkDetail: '它还会闪烁，方便您确认是哪一个。',
  keep: '为我保留',
  keepAndBlink: '让它闪烁',
  mine: '已为您保留',
  left: '剩余时间',
  question: '它闪了几次？',
  questionDetail: '它会分三组闪烁，中间有停顿。您的回答可以证明您就在它面前。',
  first: '第一组',
  second: '第二组',
  third: '第三组',
  answer: '提交次数',
  again: '再闪一次',
  button: (times) => `或者按它上面的按钮，正好 ${times} 次，每次间隔约两秒，然后不要再按；本页面会自动更新。`,
  staffNumber: (number) => `您身边的工作人员可以用这个号码为您证明：${number}。请勿告诉其他人。`,
  shown: '谢谢，已确认您在现场。',
  needed: '确认您就在它面前后，这里会出现“开始使用”。',
  otherWays: (ways) => `也可以：${ways}。`,
  whereTitle: '您在现场吗？',
  whereDetail: '手机可以把您的位置与它的位置作比较。位置只使用一次，不会保存。',
  whereAsk: '比较我的位置',
  whereabouts: {
    elsewhere: '手机显示您在别处。请核对页面上方的名称与您面前的设备是否一致。',
    near: '手机显示您就在附近。',
    unknown: '手机无法准确判断您的位置。没有关系，您仍可以开始使用。',
  },
};

export const zhHansReservationRejections: Pick<RejectionTexts, keyof typeof enReservationRejections> = {
  'object.reserved': {
    title: '正为他人保留',
    detail: (wait) => `可能有人正准备开启它。如果对方没有开启，最多 ${wait}后您就可以使用。没有扣款。`,
    step: '请稍候，或选择另一个',
  },
  'reservation.cool-down': {
    title: '保留后多次未使用',
    detail: (wait) => `之前为您保留的都没有使用，所以暂时让他人优先。${wait}后可以再次保留；直接开始使用不受影响。`,
    step: '准备好后请直接点按开始',
  },
  'reservation.over': {
    title: '保留时间已过',
    detail: '保留时间已经结束，或已由他人优先。如果没有被他人使用，您可以再次保留，或直接开始。',
    step: '请返回再看一次',
  },
  'blink.not-asked': {
    title: '上次回答之后它还没有闪烁',
    detail: '每次闪烁只能回答一次。',
    step: '请让它再闪一次，然后回答',
  },
  'blink.wrong': {
    title: '次数不对',
    detail: '请确认您看的是同一个：名称在页面上方。没有开启任何设备。',
    step: '请让它再闪一次，并数清三组次数',
  },
  'blink.too-often-wrong': {
    title: '答错次数过多',
    detail: '暂时不能再用数闪烁的方式证明，可能是您的次数已满，也可能是此设备的次数已满。没有开启任何设备。',
    step: '请用其他方式证明您在现场，或联系工作人员',
  },
};
