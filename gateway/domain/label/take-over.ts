// Take-over: labels of somebody else that hang already, read from a list of addresses and objects.
import { ok, type Result, refused } from '#protocol';
import type { LabelledObject, TakenOverLabel } from './label.ts';

/** Longer than anything that a camera reads from a label. */
const LONGEST_URL = 2_000;
export const TAKE_OVER_MOST = 10_000;

export type TakeOverProblem =
  | 'url.malformed'
  | 'url.ours'
  | 'url.twice'
  | 'url.of-another'
  | 'url.unknown'
  | 'host.not-allowed'
  | 'object.unknown'
  | 'line.malformed'
  | 'list.empty'
  | 'list.too-long';
export type TakeOverLine = { readonly line: number; readonly url: string; readonly objectId: string | null };
export type WrongLine = { readonly line: number; readonly problem: TakeOverProblem };

/**
 * One spelling of an address, as `URL` writes it: scheme and host in lower case, no default port; all else counts letter by letter,
 * for nobody knows what another system means by it.
 * @returns null for what is no web address.
 */
export function parseForeignUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_URL || !/^https?:\/\/[^\s\\]+$/i.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return url.username === '' && url.password === '' ? url.href : null;
}

/** Cells of one line of CSV (RFC 4180); null where a quote is left open. */
function cellsOf(line: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(line.slice(at));
    const plain = quoted ? null : /^[^",]*(?=,|$)/.exec(line.slice(at));
    const found = quoted ?? plain;
    if (!found) return null;
    cells.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : found[0]);
    at += found[0].length + 1;
    if (at > line.length) return cells;
  }
}

export type TakeOverList = {
  readonly lines: readonly TakeOverLine[];
  /** Lines whose address is refused already: what else is wrong with them is told together with it. */
  readonly wrong: readonly (WrongLine & Pick<TakeOverLine, 'objectId'>)[];
};

/**
 * Reads `url,object` lines, with or without a first line that says so; an empty object lets go of the address.
 * @param isOurs an address at which one of our own labels, or a page of ours, may be.
 * @returns refused where there is nothing to look at, or too much.
 */
export function readTakeOverList(csv: string, isOurs: (url: string) => boolean): Result<TakeOverList, readonly WrongLine[]> {
  const wrong: TakeOverList['wrong'][number][] = [];
  const lines: TakeOverLine[] = [];
  const seen = new Set<string>();
  for (const [at, text] of csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '' || (at === 0 && /^\s*"?url"?\s*,/i.test(text))) continue;
    const line = at + 1;
    const cells = cellsOf(text);
    const [address = '', object = ''] = cells ?? [];
    const url = parseForeignUrl(address);
    const problem: TakeOverProblem | null =
      cells?.length !== 2
        ? 'line.malformed'
        : url === null
          ? 'url.malformed'
          : isOurs(url)
            ? 'url.ours'
            : seen.has(url)
              ? 'url.twice'
              : null;
    const objectId = object.trim() === '' ? null : object.trim();
    if (problem === 'line.malformed') wrong.push({ line, problem, objectId: null });
    else if (problem !== null || url === null) wrong.push({ line, problem: problem ?? 'url.malformed', objectId });
    else lines.push({ line, url, objectId });
    if (url !== null) seen.add(url);
  }
  const count = lines.length + wrong.length;
  if (count === 0) return refused([{ line: 1, problem: 'list.empty' }]);
  return count > TAKE_OVER_MOST ? refused([{ line: TAKE_OVER_MOST + 1, problem: 'list.too-long' }]) : ok({ lines, wrong });
}

/** null: nowhere. */
type LedElsewhere = {
  readonly labelId: string;
  readonly url: string;
  readonly from: string | null;
  readonly to: string | null;
};

export type TakenOver = {
  readonly added: readonly TakenOverLabel[];
  /** They lead to another object, or to none, from now on. */
  readonly changed: readonly TakenOverLabel[];
  /** Each line that changes something: where its address led, and where it leads now. */
  readonly led: readonly LedElsewhere[];
  readonly same: number;
};

/** All lines or none: a list that is half in force is a list that nobody can check. What is wrong is told at once, and not in turns. */
export function decideTakeOver(
  { lines, wrong: refusedLines }: TakeOverList,
  facts: {
    readonly tenantId: string;
    readonly objects: ReadonlyMap<string, LabelledObject>;
    readonly known: ReadonlyMap<string, TakenOverLabel>;
    /** Whether labels at this address are this tenant's to take over. */
    readonly mayTakeOver: (url: string) => boolean;
    readonly nowMs: number;
    readonly newId: () => string;
  },
): Result<TakenOver, readonly WrongLine[]> {
  const { tenantId, objects, known, nowMs } = facts;
  const isMissing = (objectId: string | null): boolean => objectId !== null && objects.get(objectId)?.tenantId !== tenantId;
  const wrong: WrongLine[] = refusedLines.flatMap(({ line, problem, objectId }) => [
    { line, problem },
    ...(isMissing(objectId) ? [{ line, problem: 'object.unknown' } as const] : []),
  ]);
  const added: TakenOverLabel[] = [];
  const changed: TakenOverLabel[] = [];
  const led: LedElsewhere[] = [];
  let same = 0;
  for (const { line, url, objectId } of lines) {
    const stored = known.get(url);
    const isLettingGo = objectId === null;
    const isTheirs = stored !== undefined && stored.tenantId !== tenantId;
    const problems: TakeOverProblem[] = isMissing(objectId) ? ['object.unknown'] : [];
    if (!facts.mayTakeOver(url) && !(isLettingGo && stored?.tenantId === tenantId)) problems.push('host.not-allowed');
    // What another tenant has let go of is free.
    else if (isTheirs && stored.objectId !== null) problems.push('url.of-another');
    else if (isLettingGo && stored?.tenantId !== tenantId) problems.push('url.unknown');
    wrong.push(...problems.map((problem) => ({ line, problem })));
    if (problems.length > 0) continue;
    if (stored?.objectId === objectId) same += 1;
    else {
      const labelId = stored?.labelId ?? facts.newId();
      led.push({ labelId, url, from: stored?.objectId ?? null, to: objectId });
      if (stored) changed.push({ ...stored, tenantId, objectId, version: stored.version + 1 });
      else added.push({ labelId, tenantId, url, objectId, takenOverAtMs: nowMs, version: 1 });
    }
  }
  return wrong.length > 0 ? refused(wrong.sort((one, other) => one.line - other.line)) : ok({ added, changed, led, same });
}
