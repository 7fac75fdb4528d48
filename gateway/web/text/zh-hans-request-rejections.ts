// Simplified Chinese rejections about who asks and how: sign-in, rights, requests, and our own interruptions.
import type { enRequestRejections } from './en-request-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const zhHansRequestRejections: Pick<RejectionTexts, keyof typeof enRequestRejections> = {
  'operator.not-allowed': {
    title: '仅限工作人员',
    detail: '您的令牌在这里没有这项权限，没有做任何操作。',
    step: '请向运营方索取工作人员令牌',
  },
  'identity.missing': {
    title: '您还没有登录',
    detail: '需要登录才能启动。没有预留任何金额。',
    step: '请在您的应用中打开此二维码',
  },
  'identity.expired': {
    title: '登录已过期',
    detail: '您的登录已结束。正在使用的仍然可以结束。',
    step: '请在您的应用中重新登录',
  },
  'identity.invalid': {
    title: '登录信息无效',
    detail: '我们无法确认您的身份。没有预留任何金额。',
    step: '请在您的应用中重新登录',
  },
  'idempotency.key-missing': {
    title: '请求不完整',
    detail: '缺少请求编号，所以什么也没有做。',
    step: '请返回再按一次',
  },
  'idempotency.key-reused': {
    title: '这个请求已用其他内容发送过',
    detail: '以第一次为准，不会重复执行。',
    step: '请返回再按一次',
  },
  'request.malformed': {
    title: '看不懂这个请求',
    detail: (at) => `“${at}”处有误，什么也没有做。`,
    step: '请返回重试',
  },
  'request.too-large': {
    title: '请求内容太大',
    detail: (limit) => `最多接受 ${limit}，什么也没有做。`,
    step: '请返回并减少内容',
  },
  'request.unsupported-type': {
    title: '不接受这种内容',
    detail: '什么也没有做。',
    step: '请返回重试',
  },
  'request.not-found': {
    title: '没有这个页面',
    detail: '网址可能不完整。',
    step: '查看我的使用',
  },
  'request.method-refused': {
    title: '不能这样访问这个地址',
    detail: '什么也没有做。',
    step: '查看我的使用',
  },
  'origin.refused': {
    title: '这个请求来自其他网站',
    detail: '为了您的安全，我们只接受本站页面上的操作。什么也没有做。',
    step: '请重新扫码',
  },
  'webhook.invalid': {
    title: '此消息未通过验证',
    detail: '签名、时间或格式与约定不符，没有做任何处理。',
    step: '请检查发送方的密钥和时钟',
  },
  'system.unavailable': {
    title: '服务暂时中断',
    detail: '正在使用的不受影响，计费公平。',
    step: (seconds) => `请在${seconds}后重试`,
  },
  'system.recovering': {
    title: '正在核对账目',
    detail: '暂时无法开始新的使用。正在使用的不受影响，也可以随时结束。',
    step: (seconds) => `请在${seconds}后重试`,
  },
  'system.failed': {
    title: '我们这边出了问题',
    detail: '可以放心重试，不会重复执行或重复扣款。',
    step: '请重试',
  },
};
