// Texts of mails: the words of a language.
import type { Language } from '../../web/languages.ts';
import { deMail } from './de.ts';
import { enMail } from './en.ts';
import { frMail } from './fr.ts';
import { nlMail } from './nl.ts';
import type { MailTexts } from './shape.ts';
import { zhHansMail } from './zh-hans.ts';

const TEXTS = { en: enMail, 'zh-Hans': zhHansMail, de: deMail, nl: nlMail, fr: frMail } as const;

export function mailTextsOf(lang: Language): MailTexts {
  return TEXTS[lang];
}
