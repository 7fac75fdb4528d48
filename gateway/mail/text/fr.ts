// French words of mails.
import type { MailTexts } from './shape.ts';

export const frMail: MailTexts = {
  confirm: {
    subject: (code) => `${code} est votre code`,
    lead: (host) => `Saisissez ce code sur ${host} pour recevoir reçus et messages à cette adresse :`,
    until: (time) => `Il est valable ${time}. Personne de chez nous ne vous le demandera jamais.`,
    ignore:
      'Vous n’avez rien demandé ? Quelqu’un s’est sans doute trompé d’adresse. Ne faites rien, vous ne recevrez pas d’autre message.',
  },
  started: {
    subject: (object) => `${object} est en cours`,
    lead: (object) => `Vous utilisez ${object}.`,
    open: 'Ouvrir : voir le coût, arrêter',
    hint: 'Sur cette page, un seul geste suffit pour arrêter, depuis le téléphone ou le navigateur du démarrage. Vous pouvez aussi scanner à nouveau l’étiquette.',
  },
  endsSoon: {
    subject: (object, time) => `${object} : jusqu’à ${time}`,
    because: {
      longest: 'C’est la durée maximale d’une utilisation. Elle s’arrêtera d’elle-même et vous recevrez votre reçu.',
      package: 'Votre forfait se termine alors. Si vous continuez, le temps supplémentaire est facturé en plus.',
    },
    open: 'Ouvrir : voir le coût, arrêter',
  },
  moneyLow: {
    subject: (object, time) => `${object} : votre solde suffit jusqu’à ${time} environ`,
    detail:
      'Plus de 80 % du montant qui peut être réservé est utilisé. Arrêtez quand vous avez fini ou rechargez votre portefeuille ; sinon l’utilisation s’arrêtera alors d’elle-même et vous recevrez votre reçu.',
  },
  receipt: {
    subject: (object, total) => `Reçu : ${object}, ${total}`,
    ended: {
      stopped: (time) => `Vous avez arrêté à ${time}.`,
      left: (time) => `Vous avez quitté les lieux : l’utilisation s’est terminée à ${time}.`,
      'limit-reached': (time) => `L’utilisation s’est terminée à ${time} : la limite était atteinte.`,
      'lease-lapsed': (time) => `L’utilisation s’est terminée à ${time} : l’appareil avait perdu la connexion.`,
      'power-loss': (time) => `L’utilisation s’est terminée à ${time} : l’appareil n’avait plus de courant.`,
      'stopped-at-object': (time) => `L’utilisation a été arrêtée sur l’appareil à ${time}.`,
      other: (time) => `L’utilisation s’est terminée à ${time}.`,
    },
    open: 'Ouvrir le reçu',
    expenses: 'Justificatif pour note de frais',
  },
  refund: {
    subject: (amount) => `${amount} remboursés`,
    lead: (amount) => `${amount} vous ont été remboursés, par le moyen de votre paiement.`,
    open: 'Ouvrir le reçu',
  },
  rows: {
    object: 'Quoi',
    where: 'Où',
    from: 'De',
    to: 'À',
    most: 'Au plus',
    soFar: 'Jusqu’ici',
    reserved: 'Réservé',
    total: 'Total',
    paid: 'Vous avez payé',
    owed: 'Reste à payer',
  },
  why: (host) => `Vous recevez ce message parce que vous avez donné cette adresse sur ${host}. L’établissement ne la voit pas.`,
  change: 'Modifier ou supprimer l’adresse',
};
