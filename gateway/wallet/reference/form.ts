// Form: the bracketed form encoding that the card provider's API speaks, as `metadata[unlatch_hold]=...`.

export type Form = {
  names(): readonly string[];
  text(name: string): string | null;
  /** A whole number, null when it is missing or none. */
  whole(name: string): number | null;
  list(name: string): readonly string[];
  metadata(): { readonly [name: string]: string };
};

export function readForm(text: string): Form {
  const fields = new URLSearchParams(text);
  return {
    names: () => [...fields.keys()],
    text: (name) => fields.get(name),
    whole(name) {
      const value = fields.get(name);
      return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null;
    },
    list: (name) => [...fields].filter(([key]) => key.startsWith(`${name}[`)).map(([, value]) => value),
    metadata: () =>
      Object.fromEntries(
        [...fields].flatMap(([key, value]) => {
          const name = /^metadata\[([\w-]+)\]$/.exec(key)?.[1];
          return name === undefined ? [] : [[name, value]];
        }),
      ),
  };
}
