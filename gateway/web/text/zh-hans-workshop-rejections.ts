// Refusals that staff meet when they set prices and connect devices, in simplified Chinese.
import type { RejectionTexts } from './shape.ts';

export const zhHansWorkshopRejections: Pick<
  RejectionTexts,
  | 'tariff.unknown'
  | 'tariff.conflict'
  | 'tariff.invalid'
  | 'tariff.misfit'
  | 'device.unknown'
  | 'device.taken'
  | 'device.keyless'
  | 'device-claim.unknown'
  | 'device-claim.open'
  | 'device-claim.not-pending'
  | 'credential.unknown'
> = {
  'tariff.unknown': {
    title: '没有这个价目',
    detail: '它不存在，或属于另一家运营方。',
    step: '请查看您的价目列表',
  },
  'tariff.conflict': {
    title: '其间已有别人发布了新价格',
    detail: (version) => `现行的是第 ${version} 版。您的改动没有发布，对方的改动也没有丢失。`,
    step: '请与现行版本对照后再发布',
  },
  'tariff.invalid': {
    title: '这个价格还不能发布',
    detail: (problems) => `需要修改：${problems}。现行价格保持不变。`,
    step: '请修改标出的地方后再试',
  },
  'tariff.misfit': {
    title: '这个价格不适用于该物品',
    detail: (name) => `“${name}”不能按此价格出售。没有任何物品被更改。`,
    step: '请换一个价格，或不选这个物品',
  },
  'device.unknown': {
    title: '没有这台设备',
    detail: '它不存在，或属于另一家运营方。',
    step: '请查看设备列表',
  },
  'device.taken': {
    title: '这个名称已被另一台设备使用',
    detail: '那台设备类型不同，或属于另一家运营方。没有生成令牌。',
    step: '请为设备另选名称',
  },
  'device.keyless': {
    title: '这台设备还没有出示过密钥',
    detail: '只有用令牌接入过的设备才有自己的密钥。',
    step: '请先生成令牌，让设备接入',
  },
  'device-claim.unknown': {
    title: '没有这个令牌',
    detail: '您没有为这个序列号生成过令牌。',
    step: '请在设备列表中生成一个',
  },
  'device-claim.open': {
    title: '这个序列号已有一个令牌',
    detail: (until) => `它在 ${until} 之前有效。没有生成新的令牌。`,
    step: '请使用它，或将它替换',
  },
  'device-claim.not-pending': {
    title: '没有等待您决定的事项',
    detail: '设备已经接入、已被拒绝，或令牌已过期。',
    step: '请查看设备列表',
  },
  'credential.unknown': {
    title: '没有可以收回的凭据',
    detail: '该设备没有这个正在使用或等待使用的凭据。',
    step: '请查看该设备的凭据',
  },
};
