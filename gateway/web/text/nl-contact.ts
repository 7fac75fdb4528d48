// Dutch about mail: where a person wants receipts and messages.
import type { ContactTexts } from './en-contact.ts';

export const nlContact: ContactTexts = {
  title: 'Bonnen per e-mail',
  intro: 'Geef een adres op: uw bonnen komen daar binnen, met een bericht als iets van u begint of eindigt.',
  privacy: 'De locatie ziet het niet. U kunt het hier altijd wijzigen of verwijderen.',
  address: 'Uw e-mailadres',
  send: 'Stuur mij een code',
  change: 'Een ander adres gebruiken',
  codeSent: (address: string, time: string) => `Er is een code onderweg naar ${address}. Die is nog ${time} geldig.`,
  code: 'De zes cijfers uit de mail',
  codeHint: 'Niets ontvangen? Kijk in de map met ongewenste mail, of stuur de code hieronder opnieuw.',
  confirm: 'Bevestigen',
  current: (address: string) => `Mail gaat naar ${address}.`,
  remove: 'Adres verwijderen',
  removed: 'Het adres is verwijderd. Er wordt geen mail meer gestuurd.',
  sendReceipt: 'Deze bon versturen',
  receiptSent: (address: string) => `De bon is onderweg naar ${address}.`,
  back: 'Terug naar de bon',
  wallet: 'Naar mijn saldo',
  entry: 'Bonnen per e-mail',
  entryReceipt: 'Stuur mij de bon',
  entryHint: 'Met berichten over wat u gebruikt. De locatie ziet het adres niet.',
};
