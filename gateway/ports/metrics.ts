// Metrics: counts that people watch; names and labels are fixed, so that no device can invent one.

export type CountedThing =
  | 'mqtt_frames_refused'
  | 'mqtt_connections_refused'
  | 'device_messages_quarantined'
  | 'journal_entries_stored'
  /** What a device proved of use and was not billed: more than the clock allows, or too late. */
  | 'device_incidents'
  | 'commands_sent'
  | 'sessions_started'
  | 'sessions_closed'
  | 'money_invariant_alarms'
  | 'wallet_calls_unanswered'
  | 'http_requests';

export type Metrics = {
  count(thing: CountedThing, label?: string): void;
  /** Counts so far, by thing and label. */
  snapshot(): { readonly [thing: string]: number };
};
