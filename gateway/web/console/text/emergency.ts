// Words of the page of the red button, in the console's languages.
import type { ConsoleLanguage } from './shape.ts';

const en = {
  title: 'Red button',
  calm: 'No emergency.',
  open: (since: string, by: string): string => `EMERGENCY since ${since}, raised by ${by}.`,
  means: 'Once raised, use costs nothing, nothing starts, and lights and chimes go on. No door is locked or opened by it.',
  press: 'Raise the emergency',
  end: 'End the emergency',
  second: 'A second person ends it: whoever raised it cannot.',
  signals: (on: string, waiting: string, away: string, unable: string): string =>
    `Lights and chimes: ${on} on, ${waiting} without an answer yet, ${away} not connected, ${unable} without any.`,
  occupied: 'Where somebody may be',
  asOf: (at: string): string => `As of ${at}.`,
  nobody: 'Nobody is known to be in an object.',
  notReached: 'Not reached',
  place: 'Place',
  name: 'Object',
  why: 'Why',
  since: 'Since',
  contact: 'Last contact',
  because: { session: 'in use', reported: 'sensor: occupied', unknown: 'not known', stay: 'guest stays' },
  signal: { waiting: 'no answer yet', away: 'not connected', unable: 'no light or chime' },
};
type EmergencyWords = typeof en;

const zhHans: EmergencyWords = {
  title: '红色按钮',
  calm: '没有紧急情况。',
  open: (since, by) => `紧急情况：${since} 由 ${by} 启动。`,
  means: '启动后使用不收费，无法开始使用，灯光和蜂鸣全部开启。任何门都不会因此锁上或打开。',
  press: '启动紧急状态',
  end: '解除紧急状态',
  second: '须由另一人解除：启动者不能自行解除。',
  signals: (on, waiting, away, unable) =>
    `灯光和蜂鸣：${on} 个已开启，${waiting} 个尚未答复，${away} 个未连接，${unable} 个没有。`,
  occupied: '可能有人的地方',
  asOf: (at) => `截至 ${at}。`,
  nobody: '没有已知有人的设备。',
  notReached: '未送达',
  place: '位置',
  name: '设备',
  why: '原因',
  since: '开始时间',
  contact: '最后联系',
  because: { session: '使用中', reported: '传感器：有人', unknown: '不明', stay: '有住客' },
  signal: { waiting: '尚未答复', away: '未连接', unable: '没有灯光或蜂鸣' },
};

export const EMERGENCY_WORDS: { readonly [L in ConsoleLanguage]: EmergencyWords } = { en, 'zh-Hans': zhHans };
