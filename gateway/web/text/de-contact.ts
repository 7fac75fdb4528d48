// German about mail: where a person wants receipts and messages.
import type { ContactTexts } from './en-contact.ts';

export const deContact: ContactTexts = {
  title: 'Belege per E-Mail',
  intro: 'Geben Sie eine Adresse an: Ihre Belege kommen dorthin, und eine Nachricht, wenn bei Ihnen etwas beginnt oder endet.',
  privacy: 'Der Betreiber vor Ort sieht sie nicht. Sie können sie hier jederzeit ändern oder entfernen.',
  address: 'Ihre E-Mail-Adresse',
  send: 'Code senden',
  change: 'Andere Adresse verwenden',
  codeSent: (address: string, time: string) => `Ein Code ist unterwegs an ${address}. Er gilt noch ${time}.`,
  code: 'Die sechs Ziffern aus der Mail',
  codeHint: 'Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder senden Sie den Code unten noch einmal.',
  confirm: 'Bestätigen',
  current: (address: string) => `Mails gehen an ${address}.`,
  remove: 'Adresse entfernen',
  removed: 'Die Adresse ist entfernt. Es werden keine Mails mehr gesendet.',
  sendReceipt: 'Diesen Beleg senden',
  receiptSent: (address: string) => `Der Beleg ist unterwegs an ${address}.`,
  back: 'Zurück zum Beleg',
  wallet: 'Zu meinem Guthaben',
  entry: 'Belege per E-Mail',
  entryReceipt: 'Beleg zusenden',
  entryHint: 'Mit Nachrichten zu dem, was Sie benutzen. Der Betreiber vor Ort sieht die Adresse nicht.',
};
