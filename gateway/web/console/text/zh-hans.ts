// Simplified Chinese words of the console's frame and of what several of its pages share.
import type { ConsoleTexts } from './en.ts';
import { zhHansPages } from './zh-hans-pages.ts';

export const zhHansConsole: ConsoleTexts = {
  frame: {
    console: '控制台',
    navigation: '控制台页面',
    toContent: '跳到正文',
    signedInAs: (who, role) => `${who} · ${role}`,
    signOut: '退出登录',
    venues: (count) => `${count} 个场所`,
    venue: '场所',
    needsScript: '本页的操作需要 JavaScript。不启用也能看数据：刷新即可看到最新内容。',
    offline: '没有网络连接。什么都没有发送，您填写的内容还在。',
    failed: '没有收到答复。请再按一次：无论按几次都只执行一次。',
    toSignIn: '重新登录',
    signedOut: '您已退出登录。',
    kept: '没有执行任何操作。您填写的内容已保留：重新登录后即可继续。',
    wantsSecond: '再按一次以确认。',
    noNumber: '请输入数字。',
    noAmount: '请输入金额，例如 12 或 12.50。',
    unfit: '这里不能这样填写，请修改。没有做任何更改。',
    live: '实时',
    notLive: '未实时更新：请刷新查看最新内容',
  },

  roles: { owner: '负责人', staff: '员工', installer: '安装员' },

  nav: {
    overview: '总览',
    venues: '场所',
    objects: '物品',
    sessions: '使用记录',
    matters: '待办',
    money: '资金',
    tariffs: '价目',
    labels: '标签',
    devices: '设备',
    staff: '人员',
    audit: '审计日志',
    emergency: '红色按钮',
    setUp: '开业设置',
    attach: '挂标签',
  },

  form: {
    reason: '原因',
    reasonHelp: '会连同您的名字一起记入审计日志。',
    amount: '金额',
    optional: '可不填',
    show: '显示',
    newer: '较新',
    older: '较早',
    nothing: '这里没有内容。',
    all: '全部',
  },

  ...zhHansPages,
};
