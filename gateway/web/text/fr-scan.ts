// French about scanning in the page: what to do, what a code turned out to be, and what helps where it cannot be read.
import type { enScan } from './en-scan.ts';

export const frScan: typeof enScan = {
  title: 'Scanner une étiquette',
  quickest:
    'Le plus rapide : ouvrez l’appareil photo de votre téléphone et pointez-le vers l’étiquette. Aucune application n’est nécessaire.',
  inPage: 'Ou scannez-la ici',
  inPageDetail: 'Cette page vérifie qui a signé l’étiquette avant d’ouvrir quoi que ce soit.',
  camera: 'Utiliser l’appareil photo',
  cameraOff: 'Fermer l’appareil photo',
  light: 'Lumière',
  photo: 'Lire depuis une photo',
  orType: 'Saisir son code court',
  typeDetail:
    'Neuf lettres et chiffres sur l’étiquette, comme 7K3M-Q9TX-8. Majuscules ou minuscules, avec ou sans tirets. O est lu comme 0, I et L comme 1.',
  open: 'Ouvrir',
  neverCard: 'Là où vous scannez, nous ne demandons jamais de numéro de carte ni de caution.',
  looking: 'Tenez l’étiquette dans le cadre.',
  nothingYet: 'Aucun code trouvé pour l’instant',
  nothingYetDetail:
    'Approchez-vous jusqu’à ce que le code remplisse le cadre, restez immobile et allumez la lumière s’il fait sombre.',
  reading: 'Lecture de la photo.',
  signed: (issuer) => `Signée par ${issuer}`,
  signedDetail: 'Nous demandons si l’étiquette est authentique.',
  elsewhere: (host) => `La signature est copiée : ce code mène à ${host}, qui n’est pas nous.`,
  elsewhereDetail:
    'Ne l’ouvrez pas avec votre appareil photo. Ici, nous n’ouvrons que ce qui est signé ; comparez le nom avec l’objet avant de démarrer.',
  goOn: 'Montrer ce qui est signé',
  unchecked: (issuer) => `Ce navigateur ne peut pas vérifier les signatures. Nous demandons à ${issuer}.`,
  asking: 'Nous demandons si nous connaissons cette étiquette.',
  notOurs: 'Ce n’est pas un de nos codes',
  notOursLeads: (host) => `Il mène à ${host}. Nous ne l’avons pas ouvert.`,
  notOursDetail:
    'Soyez prudent : l’autocollant peut avoir été collé sur le vrai. Ne saisissez jamais de données de carte après l’avoir scanné.',
  lookalike: (host, ours) => `Il mène à ${host}, qui ressemble à ${ours} mais appartient à quelqu’un d’autre.`,
  foreignLetters: (host) => `Il mène à ${host} : une adresse en lettres d’un autre alphabet, qui peut ressembler à la nôtre.`,
  notGenuine: (issuer) => `Signée par ${issuer}, mais pas authentique`,
  notGenuineDetail:
    'La signature est juste, mais aucune étiquette de ce genre n’a été émise. Ne l’utilisez pas et prévenez le personnel.',
  signIn: 'Se connecter',
  findReal: 'Cherchez la vraie étiquette et scannez de nouveau',
  cameraRefused: 'L’appareil photo n’est pas autorisé ici',
  cameraRefusedDetail:
    'Vous pouvez l’autoriser pour cette page dans les réglages de votre navigateur. Une photo ou le code court fonctionne sans.',
  cameraBusy: 'L’appareil photo ne donne pas d’image',
  cameraBusyDetail: 'Une autre application l’utilise peut-être. Fermez-la, ou utilisez une photo ou le code court.',
  cameraNone: 'Aucun appareil photo n’est utilisable ici',
  cameraNoneDetail: 'Utilisez une photo ou le code court. L’appareil photo de votre téléphone fonctionne aussi.',
  photoEmpty: 'Aucun code sur cette photo',
  photoEmptyDetail: 'Prenez-la de plus près, droite et nette, pour que le code en remplisse un tiers.',
  photoUnreadable: 'Ce fichier n’est pas une photo que nous pouvons lire',
  photoUnreadableDetail: 'Prenez une nouvelle photo, ou saisissez le code court.',
  noReader: 'Le lecteur n’a pas pu être chargé',
  noReaderDetail: 'Vérifiez votre réseau et réessayez. Le code court fonctionne sans lui.',
  noNetwork: 'Pas de connexion',
  noNetworkDetail: 'Rien n’a été ouvert. Vérifiez votre réseau et pointez de nouveau vers l’étiquette.',
  typedNothing: 'Saisissez d’abord le code court de l’étiquette.',
  typedLength: 'Un code court a neuf lettres et chiffres. Comparez-le avec l’étiquette.',
  typedLetter: 'Un de ses signes ne figure jamais sur nos étiquettes. Comparez chacun avec l’étiquette.',
  typedCheck: 'Une lettre ou un chiffre est faux. Comparez chacun avec l’étiquette.',
  typedUnknown: 'Nous ne connaissons aucune étiquette avec ce code. Comparez chaque signe avec l’étiquette, ou scannez-la.',
  typedTitle: 'Regardez de nouveau',
};
