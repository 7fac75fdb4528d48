// Audit: what people and money did, as rows written in the transaction and sealed into one hash chain afterwards (A3).

export type AuditRow = {
  readonly auditId: string;
  readonly tenantId: string;
  readonly atMs: number;
  readonly actor: { readonly kind: 'person' | 'operator' | 'device' | 'gateway'; readonly id: string };
  /** Past tense, such as `refund-given`. */
  readonly what: string;
  readonly subjectId: string;
  readonly facts: { readonly [name: string]: string | number | boolean };
};
