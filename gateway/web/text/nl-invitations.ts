// Refusals around the first start, staff and their invitations, in Dutch.
import type { InvitationRejections } from './passkey-shape.ts';

export const nlInvitations: InvitationRejections = {
  'set-up.done': {
    title: 'Hier is alles al ingericht',
    detail: 'De link van de eerste start is gebruikt: er is een eigenaar. Er is niets veranderd.',
    step: 'Meld u aan, of vraag een eigenaar om een uitnodiging',
  },
  'set-up.link-wrong': {
    title: 'Dit is niet de link van de eerste start',
    detail: 'Er ontbreekt een teken, of hij komt van een andere installatie. Er is niets veranderd.',
    step: 'Kopieer de hele link waar de gateway hem heeft getoond',
  },
  'staff.unknown': {
    title: 'Hier werkt niemand met die naam',
    detail: 'Deze persoon is vertrokken, of werkt voor een andere exploitant.',
    step: 'Kijk in de lijst van het personeel',
  },
  'staff.last-owner': {
    title: 'Er moet een eigenaar blijven',
    detail: 'Dit is de enige eigenaar. Zonder eigenaar kan niemand uitnodigen of het geld zien. Er is niets veranderd.',
    step: 'Maak eerst iemand anders eigenaar',
  },
  'invitation.unknown': {
    title: 'Deze uitnodiging kennen we niet',
    detail: 'Er ontbreekt een teken, of ze komt van een andere exploitant.',
    step: 'Open de hele link opnieuw, of vraag om een nieuwe',
  },
  'invitation.used': {
    title: 'Deze uitnodiging is al gebruikt',
    detail: 'Ze laat één persoon binnen, één keer. Er is niets veranderd.',
    step: 'Meld u aan met uw passkey, of vraag om een nieuwe uitnodiging',
  },
  'invitation.expired': {
    title: 'Deze uitnodiging is te oud',
    detail: 'Ze was zeven dagen geldig. Er is niets veranderd.',
    step: 'Vraag een nieuwe aan wie u heeft uitgenodigd',
  },
  'invitation.revoked': {
    title: 'Deze uitnodiging is ingetrokken',
    detail: 'Ze laat niemand meer binnen. Er is niets veranderd.',
    step: 'Vraag het aan wie u heeft uitgenodigd',
  },
  'invitation.too-many': {
    title: 'Er staan te veel uitnodigingen open',
    detail: 'Er wachten er honderd op antwoord. Niemand is uitgenodigd.',
    step: 'Trek er een paar in, of wacht tot ze gebruikt zijn',
  },
  'staff-link.unknown': {
    title: 'Deze link kennen we niet',
    detail: 'Er ontbreekt een teken, een nieuwere link is in de plaats gekomen, of deze persoon werkt hier niet meer.',
    step: 'Laat op de machine van de gateway een nieuwe maken: unlatch staff link',
  },
  'staff-link.used': {
    title: 'Deze link is al gebruikt',
    detail: 'Hij maakt één passkey, één keer. Er is niets veranderd.',
    step: 'Meld u aan met die passkey, of vraag om een nieuwe link',
  },
  'staff-link.expired': {
    title: 'Deze link is te oud',
    detail: 'Hij was een half uur geldig. Er is niets veranderd.',
    step: 'Laat op de machine van de gateway een nieuwe maken: unlatch staff link',
  },
};
