// Refusals about labels - met by whoever scans one, and by staff who print, hang and end them - in simplified Chinese.
import type { RejectionTexts } from './shape.ts';

export const zhHansLabelRejections: Pick<
  RejectionTexts,
  | 'code.not-attached'
  | 'code.second-label'
  | 'label.unknown'
  | 'label.mistyped'
  | 'label.ended'
  | 'label.attached-elsewhere'
  | 'label.other-venue'
  | 'label.reprinted'
  | 'label.batch-unknown'
  | 'label.letters-missing'
  | 'label.too-small'
  | 'label.too-large'
  | 'label.print-busy'
  | 'label.batch-differs'
  | 'label.batch-too-large'
  | 'label.key-missing'
  | 'take-over.refused'
> = {
  'code.not-attached': {
    title: '这张标签尚未启用',
    detail: '它是我们的标签，但还没有绑定到任何设备。没有打开任何设备，也没有扣款。',
    step: '请告知工作人员，或扫设备上的其他标签',
  },
  'code.second-label': {
    title: '这台设备已有标签',
    detail: (name) => `${name} 已有一张可扫的标签。未作任何更改。`,
    step: '请选择两张同时使用，或只用这一张',
  },
  'label.unknown': {
    title: '没有这张标签',
    detail: '这里没有印过它，或它属于其他运营方。',
    step: '请查看标签列表',
  },
  'label.mistyped': {
    title: '短码输错了',
    detail: (mistake) => `${mistake}未作任何更改。`,
    step: '请逐个与标签核对，或直接扫描',
  },
  'label.ended': {
    title: '这张标签已停用',
    detail: '它已被更换、遗失或作废，不会再生效。未作任何更改。',
    step: '请打印一张新标签再绑定',
  },
  'label.attached-elsewhere': {
    title: '这张标签已绑定到另一台设备',
    detail: (name) => `它目前指向 ${name}。未作任何更改。`,
    step: '请确认移动它，或换一张标签',
  },
  'label.other-venue': {
    title: '一批标签只属于一个场地',
    detail: (label) => `${label} 所在的场地与这一批不同。没有打印任何标签。`,
    step: '请按场地分别打印',
  },
  'label.reprinted': {
    title: '这张标签已重新打印过',
    detail: (which) => `${which} 已有新标签，括号内是它的批次。没有打印任何标签。`,
    step: '请重新打印那一批，或先停用其中的新标签',
  },
  'label.batch-unknown': {
    title: '没有这批标签',
    detail: '没有人订过这一批，或它属于其他运营方。',
    step: '请说明数量，或为哪些设备打印',
  },
  'label.letters-missing': {
    title: '有无法打印的文字',
    detail: (letters) => `我们的字体缺少这些标签名称中的 ${letters}。未打印任何内容。`,
    step: '请修改名称，或使用自己的字体打印：unlatch labels print --font',
  },
  'label.too-small': {
    title: '标签太小，印不下二维码',
    detail: '这样细小的二维码手机无法读取。未打印任何内容。',
    step: '请换用更大的标签；若指定了 Q 级纠错，M 级所需空间较小',
  },
  'label.too-large': {
    title: '标签太大',
    detail: (size) => `这种形状在这台打印机上最大为 ${size}。未打印任何内容。`,
    step: '请换用更小的标签，或降低分辨率',
  },
  'label.print-busy': {
    title: '正在打印其他标签',
    detail: (wait) => `每个运营方一次只打印一批。未打印任何内容；请在 ${wait} 后重试。`,
    step: '请等另一批完成后再打印',
  },
  'label.batch-differs': {
    title: '这批标签的内容不同',
    detail: (size) => `同名的一批已存在，共 ${size} 张。没有打印任何标签。`,
    step: '请按原内容重新提交，或换一个名称',
  },
  'label.batch-too-large': {
    title: '这一批数量过多',
    detail: (most) => `一批最多 ${most} 张标签。`,
    step: '请分成几批',
  },
  'label.key-missing': {
    title: '没有可用于签名的密钥',
    detail: '本网关没有可为此域名签名的密钥。没有打印任何标签。',
    step: '请查看标签密钥',
  },
  'take-over.refused': {
    title: '没有接管任何标签',
    detail: (lines) => `列表中有误的行数：${lines}。其余各行等待更正。`,
    step: '请更正这些行，然后重新提交整个列表',
  },
};

/** What is wrong with a short code that was typed. */
export const zhHansTypingMistakes = {
  length: '短码有九位字母和数字。',
  letter: '其中有一个标签上不会出现的字符。',
  check: '其中有一位输错了。',
};
