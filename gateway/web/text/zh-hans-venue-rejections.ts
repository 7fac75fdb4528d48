// Refusals around a venue and its objects, in Chinese.
import type { RejectionTexts } from './shape.ts';

export const zhHansVenueRejections: Pick<
  RejectionTexts,
  | 'object.needs-cleaning'
  | 'object.retired'
  | 'object.in-use'
  | 'object.still-in-service'
  | 'object.open-free'
  | 'object.interlocked'
  | 'object.name-taken'
  | 'objects.list-refused'
  | 'objects.too-many'
  | 'venue.currency-in-use'
  | 'place.unknown'
  | 'edit.conflict'
> = {
  'object.needs-cleaning': {
    title: '正在清洁',
    detail: '刚有人用过，清洁后才给下一位使用。没有扣款。',
    step: '请扫附近的另一个，或过几分钟再来',
  },
  'object.retired': {
    title: '已停用',
    detail: '它已永久撤下，这张标签不再有效。没有扣款。',
    step: '请扫附近的另一个',
  },
  'object.in-use': {
    title: '有人正在使用',
    detail: '要等正在进行的使用结束后才能这样做。',
    step: '等它结束，或在使用列表中结束它，然后重试',
  },
  'object.still-in-service': {
    title: '仍在使用中',
    detail: '只有在停止对外服务时才能免费打开。',
    step: '请先暂停服务',
  },
  'object.open-free': {
    title: '还开着',
    detail: '它是免费打开的，现在还没有关上。对外服务的设备不能被人免费使用。',
    step: '请先关上',
  },
  'object.interlocked': {
    title: '里面可能有人',
    detail: '设备报告里面有人，或无法确定，因此不能从这里打开。',
    step: '请敲门查看；设备显示无人后再试',
  },
  'object.name-taken': {
    title: '名称已被使用',
    detail: (fact) => `同一位置已有名为${fact}的物品，或编号不够用。`,
    step: '请换一个名称',
  },
  'objects.list-refused': {
    title: '没有创建任何内容',
    detail: (fact) => `清单中有 ${fact} 处问题，每处都注明了行和列。`,
    step: '请改正后重新提交',
  },
  'objects.too-many': {
    title: '一次太多',
    detail: (fact) => `一次最多 ${fact} 个。`,
    step: '请分几次进行',
  },
  'venue.currency-in-use': {
    title: '货币不能更改',
    detail: (fact) => `这个场所的物品已有以${fact}计的价格。`,
    step: '请先取消这些价格，或另开一个场所',
  },
  'place.unknown': {
    title: '没有这个位置',
    detail: '它不存在，或属于另一家运营方。',
    step: '请查看位置列表',
  },
  'edit.conflict': {
    title: '别人已经改过',
    detail: '您打开之后，别人保存了更改。您的更改没有保存，别人的也没有丢失。',
    step: '请查看现在的内容后再改',
  },
};
