// Dutch about an object that is kept while somebody looks at its offer: being found, telling how often it blinked, and its refusals.
import type { enReservation, enReservationRejections } from './en-reservation.ts';
import type { RejectionTexts } from './shape.ts';

export const nlReservation: typeof enReservation = {
  title: 'Is het deze?',
  detail:
    'Het wordt voor u vastgehouden terwijl u kijkt, hoogstens anderhalve minuut. Wie laat zien dat hij ervoor staat, gaat voor. Dat kost niets.',
  blinkDetail: 'Het knippert ook, zodat u ziet welke het is.',
  keep: 'Voor mij vasthouden',
  keepAndBlink: 'Laten knipperen',
  mine: 'Voor u vastgehouden',
  left: 'Nog',
  question: 'Hoe vaak knipperde het?',
  questionDetail: 'Het knippert drie keer achter elkaar, met een pauze ertussen. Uw antwoord laat zien dat u ervoor staat.',
  first: 'Eerst',
  second: 'Daarna',
  third: 'Ten slotte',
  answer: 'Zo vaak was het',
  again: 'Nog eens laten knipperen',
  button: (times) =>
    `Of druk ${times} keer op de knop erop, ongeveer twee seconden na elkaar, en dan niet meer: deze pagina merkt het vanzelf.`,
  staffNumber: (number) => `Personeel naast u kan met dit nummer voor u instaan: ${number}. Laat het aan niemand anders zien.`,
  shown: 'Dank u: het is duidelijk dat u er bent.',
  needed: '‘Starten’ verschijnt hier zodra duidelijk is dat u ervoor staat.',
  otherWays: (ways) => `Dit kan ook: ${ways}.`,
  whereTitle: 'Bent u daar?',
  whereDetail: 'Uw telefoon kan vergelijken waar hij is en waar dit staat. De positie wordt één keer gebruikt en niet bewaard.',
  whereAsk: 'Mijn positie vergelijken',
  whereabouts: {
    elsewhere: 'Uw telefoon zegt dat u ergens anders bent. Controleer of de naam hierboven op het voorwerp voor u staat.',
    near: 'Uw telefoon zegt dat u in de buurt bent.',
    unknown: 'Uw telefoon weet niet precies genoeg waar u bent. Dat geeft niet: u kunt toch starten.',
  },
};

export const nlReservationRejections: Pick<RejectionTexts, keyof typeof enReservationRejections> = {
  'object.reserved': {
    title: 'Vastgehouden voor iemand anders',
    detail: (wait) => `Misschien start iemand het zo. Zo niet, dan is het over hoogstens ${wait} vrij voor u. U betaalt niets.`,
    step: 'Wacht even, of neem een ander',
  },
  'reservation.cool-down': {
    title: 'Te vaak vastgehouden zonder gebruik',
    detail: (wait) =>
      `Wat eerder voor u werd vastgehouden, is niet gebruikt; daarom gaan anderen een tijdje voor. Over ${wait} kunt u weer iets laten vasthouden; starten kan altijd.`,
    step: 'Tik op ‘Starten’ als u zover bent',
  },
  'reservation.over': {
    title: 'Het wordt niet meer voor u vastgehouden',
    detail:
      'De tijd was om, of iemand anders was eerder. Als niemand het heeft genomen, kunt u het weer laten vasthouden of gewoon starten.',
    step: 'Ga terug en kijk nog eens',
  },
  'blink.not-asked': {
    title: 'Sinds uw laatste antwoord heeft het niet geknipperd',
    detail: 'Elk getal geldt voor één antwoord.',
    step: 'Laat het nog eens knipperen en antwoord dan',
  },
  'blink.wrong': {
    title: 'Het knipperde een ander aantal keren',
    detail: 'Controleer of u naar de juiste kijkt: de naam staat boven aan de pagina. Er is niets gestart.',
    step: 'Laat het nog eens knipperen en tel elke keer mee',
  },
  'blink.too-often-wrong': {
    title: 'Te veel foute antwoorden',
    detail: 'Het tellen is voor u of bij dit voorwerp voorlopig gesloten. Er is niets gestart.',
    step: 'Laat op een andere manier zien dat u er bent, of vraag het personeel',
  },
};
