// Shape of the words of mails, so that no language can leave one out.

export type MailTexts = {
  readonly confirm: {
    readonly subject: (code: string) => string;
    readonly lead: (host: string) => string;
    readonly until: (time: string) => string;
    readonly ignore: string;
  };
  readonly started: {
    readonly subject: (object: string) => string;
    readonly lead: (object: string) => string;
    readonly open: string;
    readonly hint: string;
  };
  readonly endsSoon: {
    readonly subject: (object: string, time: string) => string;
    readonly because: { readonly longest: string; readonly package: string };
    readonly open: string;
  };
  readonly moneyLow: {
    /** @param time about which the money is spent. */
    readonly subject: (object: string, time: string) => string;
    readonly detail: string;
  };
  readonly receipt: {
    readonly subject: (object: string, total: string) => string;
    /** By the reason of the end; `other` for those that have no words of their own. */
    readonly ended: { readonly [reason: string]: (time: string) => string } & { readonly other: (time: string) => string };
    readonly open: string;
    readonly expenses: string;
  };
  readonly refund: {
    readonly subject: (amount: string) => string;
    readonly lead: (amount: string) => string;
    readonly open: string;
  };
  readonly rows: {
    readonly object: string;
    readonly where: string;
    readonly from: string;
    readonly to: string;
    readonly most: string;
    readonly soFar: string;
    readonly reserved: string;
    readonly total: string;
    readonly paid: string;
    readonly owed: string;
  };
  readonly why: (host: string) => string;
  readonly change: string;
};
