// Compose console: builds what the console reads and does, and the papers that it gives out.
import { assert, ok, refused } from '#protocol';
import type { ConsoleSteps } from './http/console-steps.ts';
import type { StepContext } from './journey/step-context.ts';
import { createConsoleDesk } from './operator/console-desk.ts';
import type { ListOpenMatters } from './operator/list-open-matters.ts';
import { createPayOutVenue } from './operator/pay-out-venue.ts';
import { createReadTimeline } from './operator/read-timeline.ts';
import { createReadVenueMoney } from './operator/read-venue-money.ts';
import { createStopSession } from './operator/stop-session.ts';
import { createWatchObjects } from './operator/watch-objects.ts';
import { composeSampleList, readObjectsFile } from './paper/objects.ts';
import { readPayoutFile } from './paper/payouts.ts';
import { isStatementSound, readVenueStatement, statementToCsv } from './paper/statement.ts';
import type { CommitBell } from './ports/commit-bell.ts';
import type { BooksQuery } from './ports/store.ts';
import { isVenueOf } from './storage/queries/book-owners.ts';
import { isPayoutOf } from './storage/queries/console-money.ts';
import { readSetUpMark } from './storage/queries/set-up-progress.ts';

type ConsoleParts = {
  readonly books: BooksQuery;
  readonly bell: CommitBell;
  readonly listOpenMatters: ListOpenMatters;
};

export function composeConsole(context: StepContext, { books, bell, listOpenMatters }: ConsoleParts): ConsoleSteps {
  const desk = createConsoleDesk(books, context.clock, listOpenMatters);
  return {
    ...desk,
    timeline: createReadTimeline(context, books),
    money: createReadVenueMoney(books, context.clock),
    stopSession: createStopSession(context),
    payOut: createPayOutVenue(context, books),
    watch: createWatchObjects(desk, bell, async (tenantId) => {
      const [setUp, alarmed] = [await readSetUpMark(books, tenantId), await desk.venuesInEmergency(tenantId)];
      return [setUp, ...alarmed].join(' ');
    }),
    async statement({ tenantId, venueId, currency, fromMs, untilMs }) {
      if (!(await isVenueOf(books, venueId, tenantId))) return refused({ code: 'venue.unknown' });
      const statement = await readVenueStatement(books, venueId, currency, { fromMs, untilMs });
      assert(isStatementSound(statement), 'the movements of a statement explain its balance');
      return ok(statementToCsv(statement));
    },
    async objectsFile({ tenantId, venueId }) {
      if (venueId !== null && !(await isVenueOf(books, venueId, tenantId))) return refused({ code: 'venue.unknown' });
      return ok(await readObjectsFile(books, tenantId, venueId));
    },
    sampleList(tenantId) {
      const kinds = context.kinds.map(({ kind }) => kind);
      return composeSampleList(books, tenantId, kinds);
    },
    async payoutFile({ tenantId, payoutId }) {
      const file = (await isPayoutOf(books, payoutId, tenantId)) ? await readPayoutFile(books, payoutId) : null;
      return file === null ? refused({ code: 'request.not-found' }) : ok(file);
    },
  };
}
