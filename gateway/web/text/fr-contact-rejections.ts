// Refusals about mail, in French.
import type { ContactRejections } from './en-contact-rejections.ts';

export const frContactRejections: ContactRejections = {
  'contact.not-offered': {
    title: 'Aucun e-mail n’est envoyé d’ici',
    detail: 'L’exploitant n’a pas configuré d’envoi d’e-mails. Vos reçus restent sur les pages, comme toujours.',
    step: 'Revenez et enregistrez le reçu depuis sa page',
  },
  'contact.address-refused': {
    title: 'Nous ne pouvons pas écrire à cette adresse',
    detail: 'Elle devrait ressembler à nom@example.com. Rien n’a été envoyé.',
    step: 'Cherchez une faute de frappe',
  },
  'contact.code-wrong': {
    title: 'Ce ne sont pas les bons chiffres',
    detail: (left) => `Essais restants : ${left}. Seul le code du message le plus récent est valable.`,
    step: 'Regardez encore une fois le message',
  },
  'contact.code-over': {
    title: 'Ce code n’est plus valable',
    detail: 'Son délai est passé, ou il a été mal saisi trop souvent. Votre adresse n’a pas changé.',
    step: 'Faites envoyer un nouveau code',
  },
  'contact.missing': {
    title: 'Il n’y a pas encore d’adresse confirmée',
    detail: 'Un reçu est envoyé dès que vous avez confirmé où.',
    step: 'Indiquez votre adresse et saisissez le code',
  },
  'contact.too-often': {
    title: 'Trop de messages ont été demandés',
    detail: (wait) => `Pour ne remplir la boîte de personne, le prochain pourra être demandé dans ${wait}.`,
    step: 'Cherchez les messages déjà envoyés, ou patientez',
  },
};
