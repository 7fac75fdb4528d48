// Dutch of the help page.
import type { HelpTexts } from './en-help.ts';

export const nlHelp: HelpTexts = {
  title: 'Hulp',
  intro: 'Wat u nu doet: open wat past.',
  about: 'Dit gaat over',
  signIn: 'Aanmelden: dan leidt elke stap naar wat u gebruikt',
  afterStop: 'Het loopt nog: druk eerst op ‘Stoppen’. Daarna is één tik op uw bon genoeg.',
  emergency: 'Bij gevaar belt u het alarmnummer van dit land.',
  emergencyAt: (number) => `Bij gevaar belt u ${number}.`,
  call: (number) => `${number} bellen`,
  operator: 'Wie dit hier beheert',
  steps: {
    session: 'Openen wat loopt',
    stop: 'Naar ‘Stoppen’',
    staff: 'Personeel roepen',
    receipt: 'Bon openen',
    claim: 'Met één tik zeggen',
    home: 'Mijn sessies',
    scan: 'Etiket scannen',
  },
  topics: {
    'locked-in': {
      title: 'Ik kan er niet uit',
      detail:
        'De deur van een cabine gaat van binnen altijd met de hand open: zonder stroom, zonder netwerk en zonder deze telefoon.',
    },
    'never-opened': {
      title: 'Het gaat niet open of is nooit begonnen',
      detail:
        'Wat nooit begonnen is, kost niets: een start telt pas als het object die heeft bewezen. Toch betaald? Zeg het, dan wordt het vergeleken met wat het object heeft vastgelegd.',
    },
    'opened-late': {
      title: 'Het ging laat open',
      detail:
        'De tijd telt vanaf het moment dat het object de start heeft bewezen. Hebt u voor het wachten betaald? Zeg het, dan wordt het vergeleken met wat het object heeft vastgelegd.',
    },
    'offline-at-stop': {
      title: 'Ik kan het niet stoppen',
      detail:
        'Druk zo vaak op ‘Stoppen’ als u wilt: de tijd van de eerste keer telt. Doe dan wat de pagina vraagt, bijvoorbeeld een deur sluiten. Was het onbereikbaar en hebt u langer betaald? Zeg het achteraf.',
    },
    'no-network': {
      title: 'Mijn telefoon heeft geen netwerk',
      detail:
        'Wat u gebruikt, telt vanzelf verder en er gaat niets verloren. Zoek een netwerk of neem een andere telefoon: scan daar het etiket en meld u aan, dan vindt u uw sessie terug.',
    },
    'wrong-amount': {
      title: 'Het bedrag klopt niet',
      detail:
        'De bon toont elke regel in de woorden van het aanbod, en waar die op berust. Wat daaraan niet klopt, zegt u daar met één tik.',
    },
    'not-my-object': {
      title: 'Dat was niet wat voor mij stond',
      detail: 'Loopt het nog, druk dan op ‘Stoppen’. Zeg het daarna; het wordt vergeleken met waar het etiket hangt.',
    },
    lost: {
      title: 'Ik heb iets laten liggen',
      detail:
        'Zeg het tegen het personeel ter plaatse en laat uw bon zien: daarop staat wat u hebt gebruikt, waar en tot wanneer.',
    },
  },
};
