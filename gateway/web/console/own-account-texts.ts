// Own account texts: the words of a member's own page and of the way back in, in the console's languages.
import type { Language } from '../languages.ts';
import { enOwnAccount, type OwnAccountTexts } from './text/en-own-account.ts';
import { type ConsoleLanguage, consoleLanguage } from './text/shape.ts';
import { zhHansOwnAccount } from './text/zh-hans-own-account.ts';

const TEXTS: { readonly [L in ConsoleLanguage]: OwnAccountTexts } = { en: enOwnAccount, 'zh-Hans': zhHansOwnAccount };

export function ownAccountTextsOf(lang: Language): OwnAccountTexts {
  return TEXTS[consoleLanguage(lang)];
}
