// German about an object that is kept while somebody looks at its offer: being found, telling how often it blinked, and its refusals.
import type { enReservation, enReservationRejections } from './en-reservation.ts';
import type { RejectionTexts } from './shape.ts';

export const deReservation: typeof enReservation = {
  title: 'Ist es dieses hier?',
  detail:
    'Es wird für Sie freigehalten, während Sie nachsehen, höchstens anderthalb Minuten. Wer zeigt, dass er davorsteht, kommt zuerst dran. Das kostet nichts.',
  blinkDetail: 'Es blinkt auch, damit Sie sehen, welches es ist.',
  keep: 'Für mich freihalten',
  keepAndBlink: 'Blinken lassen',
  mine: 'Für Sie freigehalten',
  left: 'Noch',
  question: 'Wie oft hat es geblinkt?',
  questionDetail: 'Es blinkt dreimal nacheinander, mit einer Pause dazwischen. Ihre Antwort zeigt, dass Sie davorstehen.',
  first: 'Zuerst',
  second: 'Dann',
  third: 'Zuletzt',
  answer: 'So oft war es',
  again: 'Noch einmal blinken lassen',
  button: (times) =>
    `Oder drücken Sie den Knopf daran ${times}-mal, im Abstand von etwa zwei Sekunden, und dann nicht mehr: Diese Seite merkt es von selbst.`,
  staffNumber: (number) =>
    `Das Personal neben Ihnen kann mit dieser Nummer für Sie bürgen: ${number}. Zeigen Sie sie sonst niemandem.`,
  shown: 'Danke: Es ist klar, dass Sie da sind.',
  needed: '„Starten“ erscheint hier, sobald klar ist, dass Sie davorstehen.',
  otherWays: (ways) => `Das geht auch: ${ways}.`,
  whereTitle: 'Sind Sie dort?',
  whereDetail:
    'Ihr Telefon kann vergleichen, wo es ist und wo dieses Objekt steht. Die Position wird einmal verwendet und nicht gespeichert.',
  whereAsk: 'Meine Position vergleichen',
  whereabouts: {
    elsewhere:
      'Ihr Telefon sagt, dass Sie woanders sind. Vergewissern Sie sich, dass der Name oben auf dem Objekt vor Ihnen steht.',
    near: 'Ihr Telefon sagt, dass Sie in der Nähe sind.',
    unknown: 'Ihr Telefon weiß nicht genau genug, wo Sie sind. Das macht nichts: Sie können trotzdem starten.',
  },
};

export const deReservationRejections: Pick<RejectionTexts, keyof typeof enReservationRejections> = {
  'object.reserved': {
    title: 'Für jemand anderen freigehalten',
    detail: (wait) =>
      `Vielleicht startet es gleich jemand. Wenn nicht, ist es in höchstens ${wait} für Sie frei. Sie zahlen nichts.`,
    step: 'Warten Sie einen Moment oder nehmen Sie ein anderes',
  },
  'reservation.cool-down': {
    title: 'Zu oft freigehalten, ohne es zu nutzen',
    detail: (wait) =>
      `Was zuletzt für Sie freigehalten wurde, blieb ungenutzt; deshalb sind eine Weile andere zuerst dran. In ${wait} können Sie wieder etwas freihalten lassen; starten können Sie jederzeit.`,
    step: 'Tippen Sie auf „Starten“, wenn Sie so weit sind',
  },
  'reservation.over': {
    title: 'Es wird nicht mehr für Sie freigehalten',
    detail:
      'Die Zeit war um, oder jemand anders war zuerst da. Wenn es niemand genommen hat, können Sie es wieder freihalten lassen oder einfach starten.',
    step: 'Gehen Sie zurück und sehen Sie noch einmal nach',
  },
  'blink.not-asked': {
    title: 'Seit Ihrer letzten Antwort hat es nicht geblinkt',
    detail: 'Jede Zahl gilt für eine Antwort.',
    step: 'Lassen Sie es noch einmal blinken und antworten Sie dann',
  },
  'blink.wrong': {
    title: 'Es hat anders oft geblinkt',
    detail:
      'Vergewissern Sie sich, dass Sie das richtige ansehen: Sein Name steht oben auf der Seite. Es wurde nichts gestartet.',
    step: 'Lassen Sie es noch einmal blinken und zählen Sie jedes Mal mit',
  },
  'blink.too-often-wrong': {
    title: 'Zu viele falsche Antworten',
    detail: 'Das Zählen ist für Sie oder bei diesem Objekt vorerst gesperrt. Es wurde nichts gestartet.',
    step: 'Zeigen Sie auf andere Weise, dass Sie da sind, oder fragen Sie das Personal',
  },
};
