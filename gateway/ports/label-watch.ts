// Label watch: told of each scan that named a label; it counts in memory, so that opening a code writes nothing.
import type { ScanSeen } from '../domain/watch/label-scans.ts';

export type NoteScan = (tagId: string, seen: ScanSeen) => void;
