// Console steps: what the console's routes and pages ask of the steps, by name.
import type { Result } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { ConsoleDesk } from '../operator/console-desk.ts';
import type { PayOutVenue } from '../operator/pay-out-venue.ts';
import type { ReadTimeline } from '../operator/read-timeline.ts';
import type { ReadVenueMoney } from '../operator/read-venue-money.ts';
import type { StopSession } from '../operator/stop-session.ts';
import type { WatchObjects } from '../operator/watch-objects.ts';

export type ConsoleSteps = ConsoleDesk & {
  readonly timeline: ReadTimeline;
  readonly money: ReadVenueMoney;
  readonly stopSession: StopSession;
  readonly payOut: PayOutVenue;
  readonly watch: WatchObjects;
  /** CSV of what a venue was owed and got in a period; opening, movements and closing add up. */
  statement(asked: {
    readonly tenantId: string;
    readonly venueId: string;
    readonly currency: string;
    readonly fromMs: number;
    readonly untilMs: number;
  }): Promise<Result<string, Rejection>>;
  /** CSV of every object, or those of one venue. */
  objectsFile(asked: { readonly tenantId: string; readonly venueId: string | null }): Promise<Result<string, Rejection>>;
  /** CSV of a few objects as they may be imported. */
  sampleList(tenantId: string): Promise<string>;
  /** CSV of what a payout paid. */
  payoutFile(asked: { readonly tenantId: string; readonly payoutId: string }): Promise<Result<string, Rejection>>;
};
