// French about mail: where a person wants receipts and messages.
import type { ContactTexts } from './en-contact.ts';

export const frContact: ContactTexts = {
  title: 'Reçus par e-mail',
  intro: 'Indiquez une adresse : vos reçus y arrivent, avec un message quand une de vos utilisations commence ou se termine.',
  privacy: 'L’établissement ne la voit pas. Vous pouvez la modifier ou la supprimer ici à tout moment.',
  address: 'Votre adresse e-mail',
  send: 'M’envoyer un code',
  change: 'Utiliser une autre adresse',
  codeSent: (address: string, time: string) => `Un code est en route vers ${address}. Il est encore valable ${time}.`,
  code: 'Les six chiffres du message',
  codeHint: 'Rien reçu ? Regardez dans les indésirables, ou renvoyez le code ci-dessous.',
  confirm: 'Confirmer',
  current: (address: string) => `Les messages vont à ${address}.`,
  remove: 'Supprimer l’adresse',
  removed: 'L’adresse est supprimée. Plus aucun message n’est envoyé.',
  sendReceipt: 'Envoyer ce reçu',
  receiptSent: (address: string) => `Le reçu est en route vers ${address}.`,
  back: 'Retour au reçu',
  wallet: 'Vers mon solde',
  entry: 'Reçus par e-mail',
  entryReceipt: 'M’envoyer le reçu',
  entryHint: 'Avec des messages sur ce que vous utilisez. L’établissement ne voit pas l’adresse.',
};
