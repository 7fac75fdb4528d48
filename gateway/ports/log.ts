// Log: structured words about what happened; never a tag, token, cookie or password.

export type Log = {
  info(what: string, facts?: { readonly [name: string]: unknown }): void;
  warn(what: string, facts?: { readonly [name: string]: unknown }): void;
  error(what: string, facts?: { readonly [name: string]: unknown }): void;
};
