// Refusals around the first start, staff and their invitations, in simplified Chinese.
import type { InvitationRejections } from './passkey-shape.ts';

export const zhHansInvitations: InvitationRejections = {
  'set-up.done': {
    title: '这里已经设置好了',
    detail: '首次启动的链接已经用过，已有负责人。没有任何更改。',
    step: '请登录，或向负责人索取邀请',
  },
  'set-up.link-wrong': {
    title: '这不是首次启动的链接',
    detail: '链接不完整，或来自另一套系统。没有任何更改。',
    step: '请从网关打印的位置复制完整链接',
  },
  'staff.unknown': {
    title: '这里没有这位员工',
    detail: '对方已离开，或属于其他运营方。',
    step: '请查看员工列表',
  },
  'staff.last-owner': {
    title: '必须保留一位负责人',
    detail: '这是唯一的负责人。没有负责人就无人能邀请员工或查看款项。没有任何更改。',
    step: '请先将另一位员工设为负责人',
  },
  'invitation.unknown': {
    title: '我们不认识这份邀请',
    detail: '链接不完整，或来自其他运营方。',
    step: '请重新打开完整链接，或索取新的邀请',
  },
  'invitation.used': {
    title: '这份邀请已经用过',
    detail: '每份邀请只能让一个人加入一次。没有任何更改。',
    step: '请用通行密钥登录，或索取新的邀请',
  },
  'invitation.expired': {
    title: '这份邀请已过期',
    detail: '邀请有效期为七天。没有任何更改。',
    step: '请向邀请您的人索取新的邀请',
  },
  'invitation.revoked': {
    title: '这份邀请已被撤回',
    detail: '它不再有效。没有任何更改。',
    step: '请询问邀请您的人',
  },
  'invitation.too-many': {
    title: '未处理的邀请太多',
    detail: '已有一百份邀请等待接受，没有发出新的邀请。',
    step: '请撤回一些，或等待它们被接受',
  },
  'staff-link.unknown': {
    title: '我们不认识这个链接',
    detail: '链接不完整，已被新的链接取代，或其使用者已不在这里工作。',
    step: '请在网关所在的机器上重新生成：unlatch staff link',
  },
  'staff-link.used': {
    title: '这个链接已经用过',
    detail: '它只能创建一次通行密钥。没有任何更改。',
    step: '请用该通行密钥登录，或索取新的链接',
  },
  'staff-link.expired': {
    title: '这个链接已过期',
    detail: '有效期为半小时。没有任何更改。',
    step: '请在网关所在的机器上重新生成：unlatch staff link',
  },
};
