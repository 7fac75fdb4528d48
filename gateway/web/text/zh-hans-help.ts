// Simplified Chinese of the help page.
import type { HelpTexts } from './en-help.ts';

export const zhHansHelp: HelpTexts = {
  title: '帮助',
  intro: '现在该怎么办：请打开符合您情况的一项。',
  about: '以下与此有关',
  signIn: '登录后，每一步都会直接通往您正在使用的物品',
  afterStop: '仍在使用中：请先按“结束”，之后可在收据上一按说明。',
  emergency: '如有危险，请拨打当地的紧急电话。',
  emergencyAt: (number) => `如有危险，请拨打 ${number}。`,
  call: (number) => `拨打 ${number}`,
  operator: '此处的经营者',
  steps: {
    session: '打开正在使用的物品',
    stop: '前往“结束”',
    staff: '呼叫工作人员',
    receipt: '打开收据',
    claim: '一按说明',
    home: '我的使用',
    scan: '扫描标签',
  },
  topics: {
    'locked-in': {
      title: '我出不去',
      detail: '休息舱的门始终可以从里面用手打开：断电、断网、没有手机都可以。',
    },
    'never-opened': {
      title: '打不开，或没有开始',
      detail: '没有开始就不用付钱：只有设备证实已开始，才会计费。如果还是付了钱，请说明，我们会与设备的记录核对。',
    },
    'opened-late': {
      title: '开得太晚',
      detail: '从设备证实开始的那一刻起才计时。如果您为等待付了钱，请说明，我们会与设备的记录核对。',
    },
    'offline-at-stop': {
      title: '我无法结束使用',
      detail:
        '“结束”可以反复按，以您第一次按下的时间为准。然后按页面提示操作，例如关好门。如果当时联系不上设备而多付了钱，可以之后说明。',
    },
    'no-network': {
      title: '我的手机没有网络',
      detail: '您使用的设备会自己继续计量，不会丢失。请换个网络，或换一部手机：扫描标签并登录，就能重新找到您的使用。',
    },
    'wrong-amount': {
      title: '金额不对',
      detail: '收据用与报价相同的文字列出每一项，并写明依据。哪里不对，可以在那里一按说明。',
    },
    'not-my-object': {
      title: '那不是我面前的那一个',
      detail: '如果仍在使用中，请按“结束”。然后说明，我们会核对标签所在的位置。',
    },
    lost: {
      title: '我落下了东西',
      detail: '请告诉现场工作人员，并出示您的收据：上面有您使用的物品、地点和结束时间。',
    },
  },
};
