// Refusals that staff meet when they give money back, in simplified Chinese.

import type { InvitationRejections, PasskeyRejections } from './passkey-shape.ts';
import type { RejectionTexts } from './shape.ts';
import { zhHansInvitations } from './zh-hans-invitations.ts';
import { zhHansPasskeyRejections } from './zh-hans-passkey.ts';

export const zhHansStaffRejections: Pick<
  RejectionTexts,
  | 'operator.role-refused'
  | 'label-alert.unknown'
  | 'label-round.unknown'
  | 'label-round.ended'
  | 'claim.unknown'
  | 'refund.not-captured'
  | 'refund.exceeds-captured'
  | 'refund.already-given'
  | 'refund.under-way'
  | 'refund.disputed'
  | 'refund.too-old'
  | 'refund.payable-short'
  | 'refund.unknown'
> &
  PasskeyRejections &
  InvitationRejections = {
  ...zhHansPasskeyRejections,
  ...zhHansInvitations,
  'label-alert.unknown': {
    title: '没有这条提醒',
    detail: '该提醒不存在，或属于其他运营商的标签。',
    step: '请查看提醒列表',
  },
  'label-round.unknown': {
    title: '没有这次巡检',
    detail: '该巡检不存在，或由其他运营商发起。',
    step: '请查看巡检列表',
  },
  'label-round.ended': {
    title: '这次巡检已结束',
    detail: '报告已经生成，不再添加内容。刚才扫描的标签没有记录。',
    step: '请开始新的巡检',
  },
  'claim.unknown': {
    title: '没有这条申请',
    detail: '它不存在，或属于其他运营方。',
    step: '请查看待处理申请列表',
  },
  'refund.not-captured': {
    title: '没有可退的款项',
    detail: (state) => `该付款人的款项状态为“${state}”。`,
    step: '请查看这次使用',
  },
  'refund.exceeds-captured': {
    title: '超过了实付金额',
    detail: (captured) => `实付共 ${captured}，没有退款。`,
    step: '请填写不超过实付的金额',
  },
  'refund.already-given': {
    title: '已经退过这么多',
    detail: (refunded) => `累计已退 ${refunded}。金额按累计计算，不是追加。`,
    step: '请填写更高的累计金额，或不再退',
  },
  'refund.under-way': {
    title: '已有一笔退款在途中',
    detail: '上一笔退款仍在等待钱包答复，不会重复退款。',
    step: '请一分钟后再试',
  },
  'refund.disputed': {
    title: '付款人已向银行申请退回',
    detail: (disputed) => `${disputed} 正在争议中，或已因争议被退回。为避免重复支付，没有退款。`,
    step: '请等待争议结束，或填写更低的累计金额',
  },
  'refund.too-old': {
    title: '时间太久，无法在此退款',
    detail: (until) => `可退款的期限到 ${until} 为止，没有退款。`,
    step: '请联系平台运营方',
  },
  'refund.payable-short': {
    title: '商户待结算的款项不足',
    detail: (payable) => `商户还有 ${payable} 待结算，退款从中扣除。没有退款。`,
    step: '请填写更低的累计金额，等待新的使用，或联系平台运营方',
  },
  'refund.unknown': {
    title: '没有这笔退款',
    detail: '它不存在，或属于其他运营方。',
    step: '请查看应退列表',
  },
  'operator.role-refused': {
    title: '您的角色不能这样做',
    detail: '您已登录，但您的角色没有这项权限。',
    step: '请让负责人来做，或请负责人更改您的角色。',
  },
};
