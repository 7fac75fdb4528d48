// Languages of the live page, and which one a visitor gets.

export const LANGUAGES = ['en', 'zh-Hans'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself, for the switch. */
export const LANGUAGE_NAMES: { readonly [L in Language]: string } = { en: 'English', 'zh-Hans': '简体中文' };

/** Every Chinese reader gets the Chinese that there is (BCP 47 tags by their primary part). */
function languageOf(tag: string): Language | null {
  const primary = tag.trim().toLowerCase().split('-')[0];
  if (primary === 'zh') return 'zh-Hans';
  return primary === 'en' ? 'en' : null;
}

function weightOf(parameters: readonly string[]): number {
  const found = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
  return found === undefined ? 1 : Number(found);
}

/** The visitor's own choice, else the best of the browser's list (RFC 9110 section 12.5.4), else English. */
export function pickLanguage(acceptLanguage: string | undefined, chosen: string | undefined): Language {
  const choice = LANGUAGES.find((language) => language === chosen);
  if (choice) return choice;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      return { language: languageOf(tag), weight: weightOf(parameters) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return wanted.find(({ language }) => language !== null)?.language ?? 'en';
}
