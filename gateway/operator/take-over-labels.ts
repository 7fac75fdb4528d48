// Take over labels: addresses of labels that hang there already lead to objects of ours, unsigned and believed less.
import { ok, type Result, refused, sha256 } from '#protocol';
import { parseLink } from '#qr';
import type { LabelledObject, TakenOverLabel } from '../domain/label/label.ts';
import { auditOfLabel } from '../domain/label/label-audit.ts';
import { decideTakeOver, readTakeOverList, type TakeOverList } from '../domain/label/take-over.ts';
import { mayTakeOver, type TenantHosts } from '../domain/label/tenant-hosts.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { type LabelActContext, runLabelAct } from './label-act.ts';

type TakeOverAnswer = { readonly added: number; readonly changed: number; readonly same: number };

export type TakeOverLabels = (request: {
  readonly operatorId: string;
  readonly tenantId: string;
  /** `url,object` lines. */
  readonly csv: string;
  /** Whoever owns the gateway takes over what they like: no host has to be named. */
  readonly isOwner?: boolean;
  readonly keyed?: KeyedRequest;
}) => Promise<Result<TakeOverAnswer, Rejection>>;

type Facts = {
  readonly objects: ReadonlyMap<string, LabelledObject>;
  readonly known: ReadonlyMap<string, TakenOverLabel>;
  readonly isAlone: boolean;
};

export function createTakeOverLabels(
  deps: LabelActContext & {
    readonly tenantHosts: TenantHosts;
    readonly soleTenant: () => Promise<string | null>;
    /** Where our pages are, and whatever signs labels: origins. */
    readonly ownOrigins: () => readonly string[];
    /** Something changed in the books. */
    readonly onTakenOver: () => void;
  },
): TakeOverLabels {
  const { store, ids } = deps;

  async function load({ lines, wrong }: TakeOverList, tenantId: string): Promise<Result<Facts, Rejection>> {
    const named = [...new Set([...lines, ...wrong].flatMap(({ objectId }) => objectId ?? []))];
    const objects = new Map((await store.labelledObjects(named)).map((object) => [object.objectId, object]));
    const known = new Map<string, TakenOverLabel>();
    for (const { url } of lines) {
      const label = await store.takenOverByUrl(url);
      if (label) known.set(url, label);
    }
    return ok({ objects, known, isAlone: (await deps.soleTenant()) === tenantId });
  }

  return async ({ operatorId, tenantId, csv, isOwner = false, keyed = null }) => {
    const hosts = new Set(deps.ownOrigins().map((origin) => new URL(origin).host));
    // Whoever could take over the address of a label or page of ours could lead it elsewhere.
    const isOurs = (url: string): boolean => hosts.has(new URL(url).host) || parseLink(url).ok;
    const list = readTakeOverList(csv, isOurs);
    if (!list.ok) return refused({ code: 'take-over.refused', lines: list.error });
    const taken = await runLabelAct<Facts, TakeOverAnswer>(deps, keyed, {
      load: () => load(list.value, tenantId),
      decide: ({ objects, known, isAlone }, atMs) => {
        const isAllowed = isOwner ? () => true : mayTakeOver(deps.tenantHosts.takeOver, tenantId, isAlone);
        const facts = { tenantId, objects, known, mayTakeOver: isAllowed, nowMs: atMs, newId: () => ids('tko') };
        const decided = decideTakeOver(list.value, facts);
        if (!decided.ok) return refused({ code: 'take-over.refused', lines: decided.error });
        const { added, changed, led, same } = decided.value;
        const value = { added: added.length, changed: changed.length, same };
        if (led.length === 0) return ok({ changes: [], value });
        const audited = (act: Parameters<typeof auditOfLabel>[1]) =>
          auditOfLabel({ operatorId, tenantId, auditId: ids('aud'), atMs }, act);
        return ok({
          value,
          changes: [
            ...added.map((label) => ({ change: 'label-taken-over', label }) as const),
            ...changed.map((label) => ({ change: 'taken-over-label-changed', label }) as const),
            audited({ what: 'labels-taken-over', subjectId: tenantId, facts: { ...value, listHash: sha256(csv) } }),
            // Who led the label of this bicycle to that one is asked long after the list is gone.
            ...led.map(({ labelId, url, from, to }) =>
              audited({ what: 'taken-over-label-led', subjectId: labelId, facts: { url, from: from ?? '', to: to ?? '' } }),
            ),
          ],
        });
      },
    });
    if (taken.ok) deps.onTakenOver();
    return taken;
  };
}
