// Plain names: what others have typed is shown as one short line that cannot reorder or hide the page around it.

/** Controls, invisible characters and the overrides that turn text around (UAX 9), which a name never needs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LONGEST = 80;

/** Escaping is the renderer's; this only takes out what would still mislead once escaped. */
export function plainName(name: string): string {
  const line = name.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();
  const letters = [...line];
  return letters.length <= LONGEST ? line : `${letters.slice(0, LONGEST - 1).join('')}…`;
}
