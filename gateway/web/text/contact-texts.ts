// Contact texts: the words about mail in each language.
import type { Language } from '../languages.ts';
import { deContact } from './de-contact.ts';
import { type ContactTexts, enContact } from './en-contact.ts';
import { frContact } from './fr-contact.ts';
import { nlContact } from './nl-contact.ts';
import { zhHansContact } from './zh-hans-contact.ts';

const TEXTS = { en: enContact, 'zh-Hans': zhHansContact, de: deContact, nl: nlContact, fr: frContact } as const;

export function contactTextsOf(lang: Language): ContactTexts {
  return TEXTS[lang];
}
