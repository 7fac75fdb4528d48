// French around signing in here: the passkey pages, the terms, and a person's account with its refusals.
import type { AccountRejections } from './account-shape.ts';
import type { Texts } from './en.ts';

export const frAccount: Texts['account'] = {
  signInTitle: 'Se connecter',
  signInDetail: 'Un seul geste, et vous revoilà où vous étiez. Ni mot de passe, ni nom, ni numéro de téléphone.',
  again: 'Me connecter avec ma clé d’accès',
  againDetail: 'Vous acceptez ainsi les conditions d’utilisation, si elles ont changé depuis votre dernière visite.',
  fresh: 'Première visite : accepter les conditions, créer une clé d’accès',
  freshDetail: 'Par ce geste, vous acceptez les conditions d’utilisation. Elles sont courtes ; vous pouvez les lire avant :',
  readTerms: 'Conditions d’utilisation',
  backToOffer: 'Revenir sans me connecter',
  otherWays: 'Si cela ne marche pas',
  wayAgain: 'Rien n’est perdu si la demande se ferme ou échoue : appuyez de nouveau.',
  wayOtherDevice:
    'Votre clé d’accès est sur un autre téléphone ? Appuyez sur le bouton, choisissez « autre appareil » dans la demande de votre navigateur et scannez le code affiché avec ce téléphone.',
  wayOtherPhone: 'Ou scannez l’étiquette avec un téléphone sur lequel vous pouvez vous connecter.',
  wayStaff: 'Rien de tout cela ? Adressez-vous au personnel : il vous aide aussi sans clé d’accès.',
  unknownTitle: 'Cette clé d’accès n’ouvre rien ici',
  unknownDetail: 'Elle a été créée ailleurs, ou retirée de son compte. Vous n’êtes pas connecté, et rien n’est perdu.',
  unknownStep: 'Choisissez-en une autre, ou commencez comme nouveau visiteur',
  termsTitle: 'Conditions d’utilisation',
  termsVersion: (version) => `Version n° ${version}`,
  termsBack: 'Retour',
  changedTitle: 'Les conditions d’utilisation ont changé',
  changedDetail:
    'On vous le demande une fois, avant votre prochain démarrage. Ce qui est en cours n’est pas touché, et « Arrêter » fonctionne toujours.',
  accept: 'Accepter et continuer',
  notNow: 'Pas maintenant',
  title: 'Mon compte',
  anonymous: 'Nous ne vous connaissons que sous un nom aléatoire. Seules vos clés d’accès ouvrent ce compte.',
  passkeys: 'Mes clés d’accès',
  madeOn: {
    iphone: 'iPhone d’Apple',
    ipad: 'iPad d’Apple',
    android: 'Téléphone Android',
    mac: 'Mac d’Apple',
    windows: 'Ordinateur Windows',
    chromeos: 'Ordinateur Chromebook',
    linux: 'Ordinateur Linux',
    other: 'Autre appareil',
  },
  madeAt: (date) => `Créée le ${date}`,
  usedAt: (date) => `utilisée pour la dernière fois le ${date}`,
  backedUp: 'Aussi conservée par votre gestionnaire de mots de passe',
  notBackedUp: 'Seulement sur cet appareil : ajoutez-en une autre, au cas où il serait perdu',
  remove: 'Retirer',
  removeWhich: (device, date) => `Retirer : ${device}, ${date}`,
  addTitle: 'Ajouter une clé d’accès',
  addDetail:
    'Sur un second téléphone, un ordinateur ou une clé de sécurité. Un téléphone perdu ne vous fermera alors pas la porte.',
  add: 'Ajouter une clé',
  touch: 'Confirmer avec ma clé d’accès',
  touchFirst: 'Utilisez d’abord une fois encore la clé d’accès que vous avez ; vous pourrez ensuite créer la nouvelle.',
  touchTitle: 'Utilisez votre clé d’accès une fois encore',
  touchDetail:
    'Vous l’avez utilisée pour la dernière fois il y a plus de cinq minutes. Un seul geste nous montre que c’est vous, et non quelqu’un qui a votre navigateur sous la main. Ensuite, c’est fait aussitôt.',
  acceptedOn: (date) => `Vous avez accepté les conditions en vigueur le ${date}.`,
  acceptedNot: 'Vous n’avez pas encore accepté les conditions en vigueur. On vous le demandera avant votre prochain démarrage.',
  signOut: 'Me déconnecter',
  signOutDetail: 'Ce qui est en cours continue. Reconnectez-vous pour l’arrêter, ou arrêtez-le sur l’objet lui-même.',
  signOutAll: 'Me déconnecter partout',
  signOutAllDetail: 'Sur ce téléphone et sur tout autre appareil. Utile quand l’un d’eux est perdu.',
  signedOut: 'Vous êtes déconnecté',
  endTitle: 'Supprimer mon compte',
  endDetail:
    'Vos clés d’accès sont supprimées et plus personne ne peut se connecter à ce compte. Les reçus sont conservés aussi longtemps que la loi l’exige.',
  endBalance: (balance) =>
    `Votre portefeuille contient ${balance}. Vous le perdez si vous supprimez le compte : utilisez-le d’abord, ou demandez au personnel de vous le verser.`,
  endEmpty: 'Votre portefeuille est vide.',
  endSure: 'Je veux supprimer mon compte',
  end: 'Supprimer maintenant',
  ended: 'Votre compte est supprimé',
  endedDetail: 'Votre appareil affiche peut-être encore la clé d’accès. Vous pouvez l’y supprimer : elle n’ouvre plus rien.',
  toAccount: 'Mon compte et mes clés d’accès',
  noTopUp: 'Il n’est pas encore possible de verser de l’argent ici. Demandez au personnel sur place.',
  listGap: ', ',
};

export const frAccountRejections: AccountRejections = {
  'passkey.last': {
    title: 'C’est votre seule clé d’accès',
    detail: 'Sans elle, plus personne ne pourrait ouvrir votre compte, vous compris. Elle n’a pas été retirée.',
    step: 'Ajoutez-en d’abord une autre, ou supprimez le compte',
  },
  'passkey.too-many': {
    title: 'Il y a assez de clés d’accès',
    detail: (most) => `Un compte en a ${most} au plus. Celle-ci n’a pas été ajoutée.`,
    step: 'Retirez-en une que vous n’utilisez plus',
  },
  'passkey.touch-needed': {
    title: 'Utilisez votre clé d’accès une fois encore',
    detail: 'Vous l’avez utilisée pour la dernière fois il y a plus de cinq minutes. Rien n’a été modifié.',
    step: 'Ouvrez de nouveau votre compte et confirmez',
  },
  'terms.not-accepted': {
    title: 'Les conditions d’utilisation ont changé',
    detail:
      'On vous le demande une fois, avant votre prochain démarrage. Rien n’a été réservé, et ce qui est en cours n’est pas touché.',
    step: 'Les lire et les accepter',
  },
  'terms.changed': {
    title: 'Les conditions d’utilisation viennent de changer',
    detail: 'Le texte que vous avez vu n’est plus en vigueur ; il n’a donc pas été accepté.',
    step: 'Voir le nouveau texte',
  },
  'account.in-use': {
    title: 'Quelque chose est encore en cours',
    detail: 'Un compte peut être supprimé quand tout est arrêté et réglé. Rien n’a été supprimé.',
    step: 'Touchez « Arrêter » et attendez le reçu',
  },
  'account.owes': {
    title: 'Quelque chose n’est pas encore payé',
    detail: (owed) => `${owed} restent dus. Un compte peut être supprimé une fois cela payé. Rien n’a été supprimé.`,
    step: 'Payer ce qui est dû',
  },
  'account.money-held': {
    title: 'De l’argent à vous est encore réservé ou en route',
    detail: 'Un compte peut être supprimé une fois cet argent rendu ou versé. Rien n’a été supprimé.',
    step: 'Attendez un peu et réessayez',
  },
  'account.balance-differs': {
    title: 'Votre solde a changé',
    detail: 'Votre portefeuille contient un autre montant que celui affiché ici. Rien n’a été supprimé.',
    step: 'Regardez le montant et décidez de nouveau',
  },
};
