// Simplified Chinese about a pause: what it costs before it is asked for, whose hand it waits for, and how it ends.
import type { Texts } from './en.ts';

export const zhHansPause: Texts['session']['pause'] = {
  costsSame: '暂停期间按使用计费。',
  longest: (time) => `最长${time}，超过即视为归还。`,
  press: '暂停',
  asking: '正在请求暂停',
  askingDetail: '现在还没有暂停：在设备证实之前，仍按使用计费。',
  waiting: '还没有暂停',
  stillUse: '在此之前仍按使用计费。',
  undo: '不暂停了',
  undoing: '正在取消暂停',
  undoingDetail: '仍按使用计费，与之前一样。',
  undoRefused: (reason) => `暂停还没有取消。${reason}您可以再按一次。`,
  stopWaiting: '按结束会同时取消暂停，之后关好即为结束。',
  stopPaused: '按结束即可结束，保持关好就行。',
  invite: '已暂停，为您保留。',
  time: '已暂停',
  until: (time) => `暂停最晚到 ${time}，之后即视为归还。`,
  resume: '继续使用',
  resuming: '正在请求打开',
  resumingDetail: '在设备证实重新使用之前，暂停继续。',
  opened: '已经打开',
  refused: (reason) => `没有暂停成功。${reason}您可以再按一次。`,
  resumeRefused: (reason) => `没有打开。${reason}您可以再按一次。`,
  unanswered: '设备没有回应。',
  hands: {
    close: '现在请关好。设备看到后才算暂停。',
    open: '请打开。设备看到后暂停才结束。',
  },
};
