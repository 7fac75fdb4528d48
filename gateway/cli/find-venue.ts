// Find venue: which venue of the running gateway a command means; where several fit nothing is guessed.
import { askGateway } from './ask-gateway.ts';
import { refusal } from './cli-refusal.ts';

type VenueFlags = { readonly data: string; readonly tenant?: string | undefined; readonly venue?: string | undefined };
export type KnownVenue = { readonly tenantId: string; readonly venueId: string; readonly name: string };

const VENUES_TOLD = 10;

/**
 * @param meant `tenant`: any venue of the one whose it is; what the command is about knows its venue by itself.
 * @throws CliRefusal `venue.unknown` with those that may be meant.
 */
export async function findVenue(flags: VenueFlags, meant: 'venue' | 'tenant'): Promise<KnownVenue> {
  const { venues } = await askGateway<{ venues: readonly KnownVenue[] }>(flags, { method: 'GET', path: '/label-venues' });
  const fitting = venues.filter(
    ({ tenantId, venueId }) => (flags.venue ?? venueId) === venueId && (flags.tenant ?? tenantId) === tenantId,
  );
  const [first] = fitting;
  const isClear = meant === 'tenant' ? new Set(fitting.map(({ tenantId }) => tenantId)).size === 1 : fitting.length === 1;
  if (first !== undefined && isClear) return first;
  if (venues.length === 0) throw refusal('venue.unknown', 'the gateway has no venue yet', 'Set one up first');
  const given = [
    ...(flags.tenant === undefined ? [] : [`of tenant '${flags.tenant}'`]),
    ...(flags.venue === undefined ? [] : [`'${flags.venue}'`]),
  ];
  const said = fitting.length === 0 ? `there is no venue ${given.reverse().join(' ')}` : 'there are several';
  const known = (fitting.length === 0 ? venues : fitting)
    .slice(0, VENUES_TOLD)
    .map(({ tenantId, venueId, name }) => `${venueId} of ${tenantId} (${name})`);
  const flag = meant === 'tenant' ? '--tenant' : '--tenant and --venue';
  throw refusal('venue.unknown', said, `Give ${flag}: one of ${known.join(', ')}`);
}
