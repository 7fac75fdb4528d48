// Audit report: what a check of all invariants and of the audit chain found; empty lists are good news.

export type AuditReport = {
  readonly atMs: number;
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
