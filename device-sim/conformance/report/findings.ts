// Findings: what a run of the conformance kit found, as plain data for every way of writing it.
import { UNCHECKED } from '../checks/catalogue.ts';
import type { Exhibit } from '../judge.ts';
import { RULES } from '../rules.ts';

type Asked = { readonly id: string; readonly rule: string; readonly steps: string; readonly tookMs: number };

export type Outcome =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'not-applicable'; readonly reason: string }
  | { readonly verdict: 'fail'; readonly expected: string; readonly came: string; readonly exhibits: readonly Exhibit[] };

export type Finding = Asked & Outcome;

export type Report = {
  readonly device: { readonly id: string; readonly model: string; readonly fw: string; readonly profile: string };
  /** ISO 8601, UTC. */
  readonly beganAt: string;
  readonly findings: readonly Finding[];
};

export type Totals = { readonly passed: number; readonly failed: number; readonly notApplicable: number };

export function totalsOf({ findings }: Report): Totals {
  const count = (verdict: Finding['verdict']): number => findings.filter((finding) => finding.verdict === verdict).length;
  return { passed: count('pass'), failed: count('fail'), notApplicable: count('not-applicable') };
}

/** One rule of the contract, with all that was asked about it. */
export type RuleFindings = {
  readonly rule: string;
  readonly title: string;
  readonly verdict: Finding['verdict'] | 'unchecked';
  readonly findings: readonly Finding[];
  /** Why nothing was asked; empty where something was. */
  readonly why: string;
};

function verdictOf(findings: readonly Finding[]): RuleFindings['verdict'] {
  if (findings.length === 0) return 'unchecked';
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return findings.some(({ verdict }) => verdict === 'pass') ? 'pass' : 'not-applicable';
}

/** The rules of the contract in its order, without those that nobody asked about in this run. */
export function byRule({ findings }: Report): readonly RuleFindings[] {
  return Object.entries(RULES).flatMap(([rule, title]) => {
    const mine = findings.filter((finding) => finding.rule === rule);
    const why = UNCHECKED[rule] ?? '';
    if (mine.length === 0 && why === '') return [];
    return [{ rule, title, verdict: verdictOf(mine), findings: mine, why }];
  });
}

/** Text as it came, or hex where it is none that a terminal or XML can carry. */
export function showBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  const isPlain = Buffer.from(text).equals(Buffer.from(bytes)) && /^[\u0020-\u007e\u00a0-\ud7ff\n]*$/.test(text);
  return isPlain ? text : `hex ${Buffer.from(bytes).toString('hex')}`;
}

/** What a JWS says, for whoever reads no base64url; null where it is none. Its bytes stand beside it. */
export function readJws(bytes: Uint8Array): string | null {
  const [header, payload, signature] = Buffer.from(bytes).toString('utf8').split('.');
  if (!header?.startsWith('e') || payload === undefined || signature === undefined) return null;
  const decoded = [header, payload].map((part) => Buffer.from(part, 'base64url'));
  const shown = decoded.map((part) => showBytes(part));
  return shown.some((part) => part.startsWith('hex ')) ? null : shown.join('\n');
}

/** Who sent what a check shows: the kit downward, the device upward and in its CONNECT. */
export const senderOf = (label: string): string => (label.includes('/dn/') || label.startsWith('dn/') ? 'kit' : 'device');
