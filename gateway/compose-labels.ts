// Compose labels: builds what staff do about labels, and what the watch does when one of them is first seen.
import type { RandomBytes } from '#protocol';
import { createTagVerifier, type TagVerifyKey } from '#qr';
import { NO_TENANT_HOSTS, type TenantHosts } from './domain/label/tenant-hosts.ts';
import { createTakenOverHosts, type TakenOverHosts } from './during/list-taken-over-hosts.ts';
import type { LabelSteps } from './http/steps.ts';
import { createAttachLabel } from './operator/attach-label.ts';
import { createEndLabel } from './operator/end-label.ts';
import { createFindLabel } from './operator/find-label.ts';
import { createIssueLabels } from './operator/issue-labels.ts';
import type { LabelActContext } from './operator/label-act.ts';
import { createListLabels } from './operator/list-labels.ts';
import { createNoteFirstScan, type NoteFirstScan } from './operator/note-first-scan.ts';
import { createNotePrint } from './operator/note-print.ts';
import { createReprintLabels } from './operator/reprint-labels.ts';
import { createTakeOverLabels } from './operator/take-over-labels.ts';
import type { BooksQuery } from './ports/store.ts';
import type { TagSigners } from './ports/tag-signer.ts';

export type LabelParts = LabelActContext & {
  readonly store: { readonly books: BooksQuery };
  readonly randomBytes: RandomBytes;
  /** Asked at each act, where keys may change while the gateway runs. */
  readonly tagKeys: () => readonly TagVerifyKey[];
  /** Without it no label is issued, and all else goes on. */
  readonly tagSigners?: TagSigners | undefined;
  /** Where links of the first host open; of another host, under its own name. */
  readonly linkOrigin?: (() => string) | undefined;
  /** Without it every tenant may use every host of ours, and one that is alone may take over any other. */
  readonly tenantHosts?: TenantHosts | undefined;
  /** null: there are several, or none. */
  readonly soleTenant: () => Promise<string | null>;
};

/** `noteFirstScan` and `takenOverHosts` are for those who read labels in the street. */
export type ComposedLabels = LabelSteps & { readonly noteFirstScan: NoteFirstScan; readonly takenOverHosts: TakenOverHosts };

const noSigners: TagSigners = { current: () => null };

export function composeLabels(parts: LabelParts): ComposedLabels {
  const { store, tagSigners: signers = noSigners, linkOrigin, tenantHosts = NO_TENANT_HOSTS } = parts;
  const linkOriginOf = (issuer: string): string =>
    linkOrigin !== undefined && signers.current(null)?.issuer === issuer ? linkOrigin() : issuer;
  const ownOrigins = (): readonly string[] => [
    ...parts.tagKeys().map(({ issuer }) => issuer),
    ...(linkOrigin === undefined ? [] : [linkOrigin()]),
  ];
  const takenOverHosts = createTakenOverHosts(store.books, parts.clock);
  const findLabel = createFindLabel(store, createTagVerifier(parts.tagKeys));
  const issueLabels = createIssueLabels({ ...parts, signers, tenantHosts, linkOriginOf });
  return {
    findLabel,
    issueLabels,
    reprintLabels: createReprintLabels({ store, findLabel, issueLabels }),
    attachLabel: createAttachLabel({ ...parts, findLabel }),
    endLabel: createEndLabel({ ...parts, findLabel }),
    takeOverLabels: createTakeOverLabels({ ...parts, tenantHosts, ownOrigins, onTakenOver: takenOverHosts.forget }),
    listLabels: createListLabels(store),
    listTakenOver: (tenantId, afterUrl, limit) => store.takenOverLabels(tenantId, afterUrl, limit),
    notePrint: createNotePrint(parts),
    noteFirstScan: createNoteFirstScan(parts),
    takenOverHosts,
  };
}
