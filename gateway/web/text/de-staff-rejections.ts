// Refusals that staff meet when they give money back, in German.
import { deInvitations } from './de-invitations.ts';
import { dePasskeyRejections } from './de-passkey.ts';
import type { enStaffRejections } from './en-staff-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const deStaffRejections: Pick<RejectionTexts, keyof typeof enStaffRejections> = {
  ...dePasskeyRejections,
  ...deInvitations,
  'label-alert.unknown': {
    title: 'Diese Warnung gibt es nicht',
    detail: 'Sie existiert nicht, oder sie betrifft ein Etikett eines anderen Betreibers.',
    step: 'Sehen Sie in der Liste der Warnungen nach',
  },
  'label-round.unknown': {
    title: 'Diesen Rundgang gibt es nicht',
    detail: 'Er existiert nicht, oder er wurde bei einem anderen Betreiber begonnen.',
    step: 'Sehen Sie in der Liste der Rundgänge nach',
  },
  'label-round.ended': {
    title: 'Dieser Rundgang ist vorbei',
    detail: 'Sein Bericht ist geschrieben, und es kommt nichts mehr hinzu. Was Sie gescannt haben, wurde nicht vermerkt.',
    step: 'Beginnen Sie einen neuen Rundgang',
  },
  'claim.unknown': {
    title: 'Diese Reklamation gibt es nicht',
    detail: 'Sie existiert nicht, oder sie ging bei einem anderen Betreiber ein.',
    step: 'Sehen Sie in der Liste der offenen Reklamationen nach',
  },
  'refund.not-captured': {
    title: 'Es wurde nichts eingezogen, was erstattet werden könnte',
    detail: (state) => `Das Geld dieser Person hat den Stand „${state}“.`,
    step: 'Sehen Sie sich die Nutzung an',
  },
  'refund.exceeds-captured': {
    title: 'Das ist mehr, als bezahlt wurde',
    detail: (captured) => `Insgesamt wurden ${captured} bezahlt. Es wurde nichts erstattet.`,
    step: 'Wählen Sie höchstens den bezahlten Betrag',
  },
  'refund.already-given': {
    title: 'So viel wurde schon erstattet',
    detail: (refunded) => `Insgesamt wurden ${refunded} erstattet. Beträge zählen insgesamt, nicht zusätzlich.`,
    step: 'Wählen Sie einen höheren Gesamtbetrag, oder lassen Sie es dabei',
  },
  'refund.under-way': {
    title: 'Geld ist schon auf dem Rückweg',
    detail: 'Eine frühere Erstattung wartet noch auf die Antwort der Wallet. Es wurde nichts doppelt gegeben.',
    step: 'Versuchen Sie es in einer Minute noch einmal',
  },
  'refund.disputed': {
    title: 'Die Person hat das Geld über ihre Bank zurückverlangt',
    detail: (disputed) =>
      `${disputed} sind strittig oder gingen in einem Streit verloren. Es wurde nichts erstattet, damit es nicht doppelt ausgezahlt wird.`,
    step: 'Warten Sie das Ende des Streits ab, oder wählen Sie einen niedrigeren Gesamtbetrag',
  },
  'refund.too-old': {
    title: 'Für eine Erstattung von hier aus ist es zu lange her',
    detail: (until) => `Sie war bis ${until} möglich. Es wurde nichts erstattet.`,
    step: 'Fragen Sie, wer die Plattform betreibt',
  },
  'refund.payable-short': {
    title: 'Dem Standort steht nicht so viel zu',
    detail: (payable) =>
      `${payable} sind noch an den Standort auszuzahlen; davon geht eine Erstattung ab. Es wurde nichts erstattet.`,
    step: 'Wählen Sie einen niedrigeren Gesamtbetrag, warten Sie auf neue Nutzungen, oder fragen Sie, wer die Plattform betreibt',
  },
  'refund.unknown': {
    title: 'Diese Erstattung gibt es nicht',
    detail: 'Sie existiert nicht, oder sie wurde bei einem anderen Betreiber gegeben.',
    step: 'Sehen Sie in der Liste der offenen Beträge nach',
  },
  'operator.role-refused': {
    title: 'Nicht für Ihre Rolle',
    detail: 'Sie sind angemeldet, aber Ihre Rolle darf das nicht.',
    step: 'Bitten Sie eine Person mit Inhaberrolle, es zu tun oder Ihre Rolle zu ändern',
  },
};
