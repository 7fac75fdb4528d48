// French of the help page.
import type { HelpTexts } from './en-help.ts';

export const frHelp: HelpTexts = {
  title: 'Aide',
  intro: 'Que faire maintenant : ouvrez ce qui correspond.',
  about: 'Il s’agit de',
  signIn: 'Se connecter : chaque étape mène alors à ce que vous utilisez',
  afterStop: 'L’utilisation est encore en cours : touchez d’abord « Arrêter ». Un geste sur votre reçu suffit ensuite.',
  emergency: 'En cas de danger, appelez le numéro d’urgence du pays.',
  emergencyAt: (number) => `En cas de danger, appelez le ${number}.`,
  call: (number) => `Appeler le ${number}`,
  operator: 'Qui exploite ce lieu',
  steps: {
    session: 'Ouvrir ce qui est en cours',
    stop: 'Aller à « Arrêter »',
    staff: 'Appeler le personnel',
    receipt: 'Ouvrir le reçu',
    claim: 'Le signaler en un geste',
    home: 'Mes utilisations',
    scan: 'Scanner l’étiquette',
  },
  topics: {
    'locked-in': {
      title: 'Je ne peux pas sortir',
      detail:
        'La porte d’une capsule s’ouvre toujours de l’intérieur, à la main : sans courant, sans réseau et sans ce téléphone.',
    },
    'never-opened': {
      title: 'Cela ne s’ouvre pas ou n’a jamais démarré',
      detail:
        'Ce qui n’a jamais démarré ne coûte rien : un démarrage ne compte qu’une fois prouvé par l’objet. Avez-vous payé quand même ? Dites-le, et ce sera comparé à ce que l’objet a enregistré.',
    },
    'opened-late': {
      title: 'Cela s’est ouvert tard',
      detail:
        'Le temps compte à partir du moment où l’objet a prouvé son démarrage. Avez-vous payé l’attente ? Dites-le, et ce sera comparé à ce que l’objet a enregistré.',
    },
    'offline-at-stop': {
      title: 'Je n’arrive pas à arrêter',
      detail:
        'Touchez « Arrêter » autant de fois que vous voulez : l’heure du premier geste est retenue. Faites ensuite ce que la page demande, par exemple fermer une porte. C’était injoignable et vous avez payé plus longtemps ? Dites-le ensuite.',
    },
    'no-network': {
      title: 'Mon téléphone n’a pas de réseau',
      detail:
        'Ce que vous utilisez continue à compter tout seul et rien n’est perdu. Trouvez un réseau ou prenez un autre téléphone : scannez-y l’étiquette et connectez-vous, vous y retrouverez votre utilisation.',
    },
    'wrong-amount': {
      title: 'Le montant est faux',
      detail:
        'Le reçu montre chaque ligne dans les mots de l’offre, et ce sur quoi elle repose. Ce qui n’est pas juste, vous pouvez le dire là en un geste.',
    },
    'not-my-object': {
      title: 'Ce n’était pas celui devant moi',
      detail:
        'Si l’utilisation est en cours, touchez « Arrêter ». Dites-le ensuite : ce sera comparé à l’endroit où l’étiquette se trouve.',
    },
    lost: {
      title: 'J’ai oublié quelque chose',
      detail: 'Prévenez le personnel sur place et montrez votre reçu : il dit ce que vous avez utilisé, où et jusqu’à quand.',
    },
  },
};
