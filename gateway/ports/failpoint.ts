// Failpoint: the named moments at which a crash tells something new; a proof ends the process there, production does nothing.

/**
 * Each point with the rows of the crash table that it leads to (money.md section 3). Commits of steps that have no name here
 * are met at the group's own two points.
 */
export const FAILPOINTS = [
  { name: 'authorize-session:before-commit', rows: [1, 30] },
  { name: 'authorize-session:after-commit', rows: [2, 10] },
  { name: 'resolve-operation:before-commit', rows: [3, 4, 12, 19, 23, 24] },
  { name: 'resolve-operation:after-commit', rows: [5, 13, 22] },
  { name: 'confirm-start:before-commit', rows: [7, 8] },
  { name: 'confirm-start:after-commit', rows: [7, 11] },
  { name: 'stop-device:before-commit', rows: [14] },
  { name: 'stop-device:after-commit', rows: [14, 15, 16] },
  { name: 'settle-session:before-commit', rows: [15, 16] },
  { name: 'settle-session:after-commit', rows: [18, 20] },
  { name: 'wallet-authorize:before-call', rows: [2] },
  { name: 'wallet-authorize:after-call', rows: [3, 4] },
  { name: 'wallet-increment:before-call', rows: [12] },
  { name: 'wallet-increment:after-call', rows: [12, 13] },
  { name: 'wallet-capture:before-call', rows: [18] },
  { name: 'wallet-capture:after-call', rows: [19, 22] },
  { name: 'wallet-void:before-call', rows: [9, 23] },
  { name: 'wallet-void:after-call', rows: [23] },
  { name: 'wallet-refund:before-call', rows: [24] },
  { name: 'wallet-refund:after-call', rows: [24] },
  { name: 'publish:before', rows: [5, 14] },
  { name: 'publish:after', rows: [6, 14] },
  { name: 'ack:before', rows: [7, 15] },
  { name: 'answer:before', rows: [10] },
  /** In the transaction of all that one turn of the event loop wanted: written, not yet durable. */
  { name: 'group-commit:before', rows: [1, 8, 14, 21] },
  /** Durable, and nobody has been told (R18). */
  { name: 'group-commit:after', rows: [2, 10, 20] },
] as const;

export type FailpointName = (typeof FAILPOINTS)[number]['name'];

/** Called at each point; in production it does nothing, and it reads nothing to find that out. */
export type Failpoint = (name: FailpointName) => void;

/** Steps whose commit has its own two points. */
export type StepPoint = 'authorize-session' | 'resolve-operation' | 'confirm-start' | 'stop-device' | 'settle-session';

export const noFailpoint: Failpoint = () => {};
