// Restaurant table: a menu, orders that count once the kitchen's ticket is printed, a bill at the end.
import { EMERGENCY_SETTING, type KindProfile } from './profile.ts';

export const restaurantTable: KindProfile = {
  kind: 'restaurant-table',
  profileVersion: 1,
  acts: ['start', 'stop', 'renew', 'order', 'call'],
  controls: {},
  reported: {
    table: { type: 'text', public: true },
    printer: { type: 'text', public: true },
    tickets: { type: 'integer', public: false },
  },
  startEvidence: { all: ['table_open'], anyOf: ['slip_printed', 'kitchen_seen'] },
  stopEvidence: { all: ['table_closed'], anyOf: [] },
  stopBy: 'device',
  firstLeaseS: 120,
  maxLeaseS: 600,
  longestSessionS: 28_800,
  meters: ['useMs'],
  maxRatePerS: {},
  clockTolerancePermille: 5,
  interlocks: [{ act: 'order', refuseWhile: 'printer_offline', code: 'HW_FAULT' }],
  front: ['blink', 'button'],
  atLeaseEnd: 'first-safe-moment',
  afterPowerLoss: 'resume',
  config: {
    /** What stands before the digits of the code on its display, and the key that the code is made with; empty: it shows none (FP-34). */
    displayLink: { type: 'text', default: '', maxLength: 64 },
    displayKey: { type: 'text', default: '', maxLength: 64, isSecret: true },
    emergency: EMERGENCY_SETTING,
  },
  commerce: {
    presence: 'required',
    pairing: 'none',
    staffCall: true,
    guests: { most: 11, pays: 'own-orders', may: ['order', 'call'] },
    tariff: {
      name: 'noodle-bar',
      currency: 'CNY',
      baseMinor: 200,
      freeMs: 0,
      steps: [],
      capMinor: null,
      holdMinor: 20_000,
      items: [
        {
          itemId: 'beef-noodles',
          amountMinor: 3_800,
          name: {
            en: 'Beef noodles',
            'zh-Hans': '牛肉面',
            de: 'Nudelsuppe mit Rind',
            nl: 'Noedels met rundvlees',
            fr: 'Nouilles au bœuf',
          },
        },
        {
          itemId: 'dumplings',
          amountMinor: 2_600,
          name: {
            en: 'Dumplings (8)',
            'zh-Hans': '水饺（8只）',
            de: 'Teigtaschen (8)',
            nl: 'Chinese dumplings (8)',
            fr: 'Raviolis chinois (8)',
          },
        },
        {
          itemId: 'greens',
          amountMinor: 1_800,
          name: {
            en: 'Garlic greens',
            'zh-Hans': '蒜蓉青菜',
            de: 'Blattgemüse mit Knoblauch',
            nl: 'Bladgroente met knoflook',
            fr: 'Légumes verts à l’ail',
          },
        },
        {
          itemId: 'plum-juice',
          amountMinor: 1_200,
          name: {
            en: 'Sour plum juice',
            'zh-Hans': '酸梅汤',
            de: 'Saurer Pflaumensaft',
            nl: 'Zuur pruimensap',
            fr: 'Jus de prune acidulé',
          },
        },
      ],
      taxPermille: 60,
    },
  },
};
