// Simplified Chinese around a passkey: what a page says when the device makes none or shows none, and the refusals of its answer.
import type { PasskeyRejections, PasskeyWords } from './passkey-shape.ts';

export const zhHansPasskey: PasskeyWords = {
  what: '通行密钥保存在本设备或您的密码管理器中，用指纹、面容或 PIN 码解锁，无需密码。',
  unsupported: '此浏览器无法在这里使用通行密钥。请用手机或电脑上的 Chrome、Safari、Edge 或 Firefox，通过 https 地址打开此页面。',
  cancelled: '没有发送任何内容：操作未完成，或此设备没有这里的通行密钥。请再按一次，或使用当初创建密钥的设备。',
  known: '此设备已经有用于这里的通行密钥，请用它登录。',
  failed: '设备无法完成操作。请先设置锁屏密码，或换一台设备，然后再按一次。',
  offline: '无法连接。请检查网络后再按一次。',
  noScript: '通行密钥需要 JavaScript。请为此页面启用后重新载入。',
};

export const zhHansPasskeyRejections: PasskeyRejections = {
  'passkey.refused': {
    title: '通行密钥未被接受',
    detail: '设备发来的内容不能证明您持有该密钥。没有任何更改。',
    step: '请重试，或使用当初创建密钥的设备',
  },
  'passkey.person-unchecked': {
    title: '设备没有确认您的身份',
    detail: '通行密钥必须先经过指纹、面容或 PIN 码验证。没有任何更改。',
    step: '请设置锁屏密码或密钥 PIN 码后重试',
  },
  'passkey.unknown': {
    title: '我们不认识这个通行密钥',
    detail: '它从未在这里使用过，或已被移除。您尚未登录。',
    step: '请选择其他通行密钥，或向邀请您的人索取新的邀请',
  },
  'passkey.challenge-expired': {
    title: '用时太长',
    detail: '每次应答只能用一次，五分钟内有效。没有任何更改。',
    step: '请重试',
  },
};
