// Simplified Chinese while the red button of a venue is pressed: banner, line on the bill, refusals.
import type { EmergencyRejections, EmergencyTexts } from './en-emergency.ts';

export const zhHansEmergency: EmergencyTexts = {
  title: '紧急情况：请立即离开建筑物',
  offer: '此处无法开始使用。请按指示标志和工作人员的指引离开，不要停留。',
  session: '请立即离开，门没有锁。从现在起不再计费，无需按“停止”；“停止”依然有效。',
  billLine: (amount) => `紧急情况：应付不超过 ${amount}`,
};

export const zhHansEmergencyRejections: EmergencyRejections = {
  'venue.emergency': {
    title: '紧急情况：请立即离开建筑物',
    detail: '工作人员已按下红色按钮。此处无法开始使用，也不会扣费。',
    step: '请离开建筑物，并听从工作人员指引',
  },
  'emergency.not-open': {
    title: '此处没有紧急情况',
    detail: '红色按钮没有按下，或已有人解除。',
    step: '请重新查看页面',
  },
  'emergency.same-person': {
    title: '须由另一人解除',
    detail: '按下红色按钮的人不能自己解除紧急情况。',
    step: '请一位同事登录并解除',
  },
};
