// Simplified Chinese about mail: where a person wants receipts and messages.
import type { ContactTexts } from './en-contact.ts';

export const zhHansContact: ContactTexts = {
  title: '邮件接收收据',
  intro: '填写邮箱后，收据会发送到该邮箱；您的使用开始或结束时也会收到消息。',
  privacy: '商家看不到您的邮箱。您可以随时在此更改或删除。',
  address: '您的邮箱',
  send: '发送验证码',
  change: '使用其他邮箱',
  codeSent: (address: string, time: string) => `验证码已发往 ${address}，还有 ${time} 有效。`,
  code: '邮件中的六位数字',
  codeHint: '没有收到？请查看垃圾邮件，或在下方重新发送。',
  confirm: '确认',
  current: (address: string) => `邮件将发送到 ${address}。`,
  remove: '删除邮箱',
  removed: '邮箱已删除，不再发送邮件。',
  sendReceipt: '发送此收据',
  receiptSent: (address: string) => `收据已发往 ${address}。`,
  back: '返回收据',
  wallet: '前往我的钱包',
  entry: '邮件接收收据',
  entryReceipt: '把收据发给我',
  entryHint: '同时接收与您的使用有关的消息。商家看不到您的邮箱。',
};
