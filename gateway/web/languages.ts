// Languages of the phone pages, and which one a visitor gets.

export const LANGUAGES = ['en', 'zh-Hans', 'de', 'nl', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself, for the switch. */
export const LANGUAGE_NAMES: { readonly [L in Language]: string } = {
  en: 'English',
  'zh-Hans': '简体中文',
  de: 'Deutsch',
  nl: 'Nederlands',
  fr: 'Français',
};

/** The locale whose habits of writing money and time are used. */
export const LOCALES: { readonly [L in Language]: string } = {
  en: 'en-GB',
  'zh-Hans': 'zh-Hans-CN',
  de: 'de-DE',
  nl: 'nl-NL',
  fr: 'fr-FR',
};

/** The one of ours that a language tag (BCP 47) means, of whatever region; every Chinese reader gets the Chinese that there is. */
function languageOf(tag: string): Language | null {
  const primary = tag.trim().toLowerCase().split('-')[0];
  if (primary === 'zh') return 'zh-Hans';
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/**
 * The visitor's own choice, else the best of the browser's list (RFC 9110 §12.5.4), else English.
 * @param chosen value of the `lang` query or cookie; anything unknown is passed over.
 */
export function pickLanguage(acceptLanguage: string | undefined, chosen: string | undefined): Language {
  const choice = LANGUAGES.find((language) => language.toLowerCase() === chosen?.toLowerCase());
  if (choice) return choice;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const weight = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: languageOf(tag), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.find(({ language }) => language !== null)?.language ?? 'en';
}
