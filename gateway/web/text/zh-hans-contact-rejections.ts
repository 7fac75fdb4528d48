// Refusals about mail, in Simplified Chinese.
import type { ContactRejections } from './en-contact-rejections.ts';

export const zhHansContactRejections: ContactRejections = {
  'contact.not-offered': {
    title: '此处不发送邮件',
    detail: '运营方没有设置邮件。您的收据仍可在页面上查看。',
    step: '返回，并在收据页面保存收据',
  },
  'contact.address-refused': {
    title: '无法向此邮箱发送邮件',
    detail: '格式应类似 name@example.com。没有发送任何邮件。',
    step: '请检查是否有输入错误',
  },
  'contact.code-wrong': {
    title: '数字不正确',
    detail: (left) => `还可尝试 ${left} 次。只有最新邮件中的验证码有效。`,
    step: '请再看一次邮件',
  },
  'contact.code-over': {
    title: '此验证码已失效',
    detail: '已超过有效时间，或输错次数过多。您的邮箱没有更改。',
    step: '重新发送验证码',
  },
  'contact.missing': {
    title: '还没有确认的邮箱',
    detail: '确认邮箱后才能发送收据。',
    step: '填写邮箱并输入验证码',
  },
  'contact.too-often': {
    title: '请求的邮件过多',
    detail: (wait) => `为避免塞满邮箱，请在 ${wait} 后再试。`,
    step: '查看已发送的邮件，或稍候',
  },
};
