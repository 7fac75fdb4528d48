// Metrics: counts that people watch; names and labels are fixed, so that no device can invent one.

/** Each thing that is counted, with the names of what it is told apart by, in the order in which `count` takes their values. */
export const COUNTED_BY = {
  mqtt_frames_refused: ['reason'],
  mqtt_connections_refused: ['reason'],
  /** Messages that asked to be retained and are no presence: they travel, and are forgotten. */
  mqtt_retain_flags_removed: [],
  device_messages_quarantined: ['reason'],
  journal_entries_stored: [],
  /** Answers to devices that claim a name, by answer or refusal. */
  device_claims: ['answer'],
  /** Keys that nobody promised: somebody should look. */
  device_key_alarms: [],
  /** What a device proved of use and was not billed: more than the clock allows, or too late. */
  device_incidents: ['incident'],
  commands_sent: ['act'],
  /** Objects that were asked to show themselves to who looks at their offer. */
  presence_blinks: ['kind'],
  sessions_started: ['kind'],
  sessions_closed: ['reason'],
  money_invariant_alarms: ['rule'],
  wallet_calls_unanswered: ['cause'],
  /** Mails that were refused for good or given up. */
  messages_undelivered: ['state'],
  /** Scans that were turned away unread, by whose: a stranger's or an account's. */
  scans_limited: ['whose'],
  http_requests: ['method', 'route', 'status'],
} as const satisfies { readonly [thing: string]: readonly string[] };

export type CountedThing = keyof typeof COUNTED_BY;

export type Metrics = {
  count(thing: CountedThing, ...labels: readonly (string | undefined)[]): void;
  /** Counts so far, by thing and labels. */
  snapshot(): { readonly [thing: string]: number };
};
