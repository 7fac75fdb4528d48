// Simplified Chinese words of the pages where staff walk a round of inspection.
import type { RoundTexts } from './en-rounds.ts';

export const zhHansRounds: RoundTexts = {
  title: '标签巡检',
  lead: '走遍场地，扫描每一张挂着的标签，就能知道缺了哪些。',
  toRounds: '开始巡检',
  allRounds: '所有巡检',
  toAttach: '绑定标签',

  noVenue: '还没有可以巡检的场地。',
  noRound: '目前没有进行中的巡检。',
  goesOn: (since, by) => `自 ${since} 起进行中，由 ${by} 开始。`,
  start: '开始巡检',
  goOn: '继续巡检',
  earlier: '以前的巡检',
  inPlaceOf: (seen, of) => `${of} 张中 ${seen} 张在位`,

  progress: (seen, of) => `${of} 张标签中已确认在位 ${seen} 张`,
  nothingHangs: '按记录，这里还没有挂任何标签。',
  next: '下一张标签',
  codeField: '标签的短码或链接',
  codeHelp: '标签上的九个字母和数字，例如 7K3M-Q9TX-8。看到不是我们的贴纸也请扫描，以便记录。',
  scan: '扫描标签',
  send: '我看到这张标签',

  thisCode: '这个二维码',
  found: {
    'in-place': (label, object) => `${label} 指向 ${object}`,
    'on-another-object': (label, object) => `${label} 属于 ${object}`,
    'not-attached': (label) => `${label} 还没有绑定`,
    ended: (label) => `${label} 已停用`,
    foreign: (label) => `${label}不是我们的`,
  },
  todo: {
    'in-place': '已记录为在位。您就站在它旁边吗？如果不是，请说明。',
    'on-another-object': '已记录。请揭下它：在这里扫它会打开别的设备。',
    'not-attached': '已记录。请绑定它，或把它揭下。',
    ended: '已记录。请揭下它：扫它的人会被拒绝。',
    foreign: '已记录。请揭下它，并看看下面有没有我们的标签。',
  },
  elsewhere: '它挂在别的设备上',
  whereTitle: (label) => `${label} 挂在哪台设备上？`,
  whereDetail: (object) => `它指向 ${object}。`,
  here: '挂在这里',
  cancel: '它挂在它所指的设备上',

  toSee: (count) => `还没看到：${count} 张`,
  missing: (count) => `缺失：${count} 张`,
  allSeen: '每一张标签都在位。',
  wrong: (count) => `需要揭下：${count} 张`,
  wrongOn: (object) => `在 ${object} 上`,
  toHang: (count) => `已打印但还没挂上：${count} 张`,
  unlabelled: (count) => `没有标签的设备：${count} 台`,
  more: (count) => `还有 ${count} 个`,

  endTitle: '结束巡检',
  endDetail: '到那时还没看到的标签都算缺失。报告从此不再改变。',
  end: '现在结束',
  over: (when, by) => `已于 ${when} 结束，由 ${by} 开始。`,
  overDetail: '缺失的地方请挂上新标签：用 reprint 打印，或绑定一张备用的。',
};
