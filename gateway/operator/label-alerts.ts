// Label alerts: staff see which labels somebody should look at, and say what they found.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { closeAlert, type LabelAlert, type ListedAlert, reasonsOf } from '../domain/watch/label-alert.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { Operator } from '../ports/identity.ts';
import type { BooksQuery } from '../ports/store.ts';
import { listOpenAlerts, readAlert } from '../storage/queries/label-watch.ts';
import { type LabelActContext, runLabelAct } from './label-act.ts';
import { auditedAct } from './operator-act.ts';

export type LabelAlerts = {
  /** Open ones, oldest first; `afterAlertId` is the last of the page before. */
  list(request: {
    readonly operator: Operator;
    readonly afterAlertId?: string | null;
    readonly limit?: number;
  }): Promise<readonly ListedAlert[]>;
  /** Closing one that is closed changes nothing. */
  close(request: {
    readonly operator: Operator;
    readonly alertId: string;
    readonly note: string;
    readonly keyed?: KeyedRequest;
  }): Promise<Result<LabelAlert, Rejection>>;
};

/** A page, unless another size is asked for. */
const PAGE = 200;

export function createLabelAlerts(deps: LabelActContext & { readonly books: BooksQuery }): LabelAlerts {
  const { books, ids } = deps;

  async function load(alertId: string, { tenantId }: Operator): Promise<Result<LabelAlert, Rejection>> {
    const alert = await readAlert(books, alertId);
    return alert?.tenantId === tenantId ? ok(alert) : refused({ code: 'label-alert.unknown' });
  }

  return {
    list: ({ operator, afterAlertId = null, limit = PAGE }) =>
      listOpenAlerts(books, { tenantId: operator.tenantId, afterAlertId, limit }),
    close: ({ operator, alertId, note, keyed = null }) =>
      runLabelAct<LabelAlert, LabelAlert>(deps, keyed, {
        load: () => load(alertId, operator),
        decide: (alert, atMs) => {
          if (alert.state === 'closed') return ok({ changes: [], value: alert });
          const closed = closeAlert(alert, operator.operatorId, note, atMs);
          const facts = { tagId: alert.tagId, reasons: reasonsOf(alert).join(' '), note };
          const audited = auditedAct(operator, {
            ...{ auditId: ids('aud'), what: 'label-alert-closed', subjectId: alertId, facts, atMs },
          });
          const { tagId } = alert;
          return ok({
            changes: [{ change: 'label-alert-changed', alert: closed }, { change: 'label-scans-settled', tagId }, audited],
            value: closed,
          });
        },
      }),
  };
}
