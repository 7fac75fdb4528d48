// Tenant hosts: which tenant may have labels of which host, where a gateway serves several tenants.

type TenantHost = {
  readonly tenantId: string;
  /** Of our own labels: the issuer of their key, an origin. Of labels of others: the host in their address, as `URL` writes it. */
  readonly host: string;
};

export type TenantHosts = {
  /** Whose keys sign labels for whom. */
  readonly labels: readonly TenantHost[];
  /** Whose labels are taken over by whom. */
  readonly takeOver: readonly TenantHost[];
};

export const NO_TENANT_HOSTS: TenantHosts = { labels: [], takeOver: [] };

/** Whose key signs where nobody says; null: the gateway's first. */
export const firstHostOf = (hosts: readonly TenantHost[], tenantId: string): string | null =>
  hosts.find((each) => each.tenantId === tenantId)?.host ?? null;

/** A tenant that is named has its own hosts only; the others share what is named for nobody. */
export function mayIssueFor(hosts: readonly TenantHost[], tenantId: string, issuer: string): boolean {
  const isNamed = firstHostOf(hosts, tenantId) !== null;
  const named = hosts.filter(({ host }) => host === issuer);
  return isNamed ? named.some((each) => each.tenantId === tenantId) : named.length === 0;
}

/**
 * Whoever could take over any address would have the labels of a competitor before they come: hosts are named by the owner.
 * A tenant that is alone may take over what it likes until the owner names hosts.
 */
export function mayTakeOver(hosts: readonly TenantHost[], tenantId: string, isAlone: boolean): (url: string) => boolean {
  if (hosts.length === 0 && isAlone) return () => true;
  const own = new Set(hosts.flatMap((each) => (each.tenantId === tenantId ? each.host : [])));
  return (url) => own.has(new URL(url).host);
}
