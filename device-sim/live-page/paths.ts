// Paths: the addresses of the page, so that views and routes name them once.
import type { Language } from './languages.ts';

const withLanguage = (path: string, lang: Language): string => `${path}?lang=${lang}`;

export const paths = {
  page: (lang: Language): string => withLanguage('/', lang),
  events: (lang: Language): string => withLanguage('/events', lang),
  /** Forms (POST): a hand at one object, and whether the others act by themselves. */
  acts: (device: string, lang: Language): string => withLanguage(`/objects/${device}/acts`, lang),
  people: (lang: Language): string => withLanguage('/people', lang),
};
