// Audit report: what a check of all invariants and of the audit chain found; empty lists are good news.

/** How much was looked at: that all hold says little of empty books. */
export type AuditCounts = {
  readonly sessions: number;
  readonly holds: number;
  readonly transfers: number;
  readonly postings: number;
  readonly receipts: number;
};

export type AuditReport = {
  readonly atMs: number;
  readonly counted: AuditCounts;
  readonly invariants: readonly {
    /** Such as M3 or D1. */
    readonly id: string;
    readonly says: string;
    readonly broken: readonly { readonly subject: string; readonly found: string }[];
  }[];
  /** `position` and `hash` are the head, to be kept elsewhere. */
  readonly chain: { readonly position: number; readonly hash: string; readonly broken: string | null };
};

export function isAuditGood({ invariants, chain }: AuditReport): boolean {
  return chain.broken === null && invariants.every(({ broken }) => broken.length === 0);
}
