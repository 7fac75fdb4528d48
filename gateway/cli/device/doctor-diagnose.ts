// Diagnose: what the doctor finds as the device, put together with what the gateway says of it, where it can be asked.
import { text } from 'node:stream/consumers';
import { examine } from '../../doctor/examine.ts';
import type { Facts, GatewayWord } from '../../doctor/facts.ts';
import { type Diagnosis, judge } from '../../doctor/judge.ts';
import { askAdmin } from '../admin-client.ts';
import { type CliRefusal, refusal } from '../cli-refusal.ts';
import { diagnosisLines, type Lately } from './doctor-lines.ts';
import { type DoctorFlags, readPatient } from './doctor-patient.ts';

/** With the data folder of a gateway on this machine, or without. */
export type DiagnoseFlags = DoctorFlags & { readonly data?: string };

type Trouble = { readonly code: string; readonly atMs: number };
type Troubles = {
  readonly nowMs: number;
  readonly device: (Extract<Facts['gateway'], { asked: true }>['device'] & object) | null;
  readonly openSessions: number;
  readonly refused: readonly Trouble[];
  readonly setAside: readonly Trouble[];
};

/** What happened longer ago has other causes. */
const LATELY_MS = 10 * 60_000;

async function askTroubles({ data, device }: DiagnoseFlags, sinceMs: number): Promise<Troubles | { readonly why: string }> {
  if (data === undefined) return { why: 'why it refuses only the gateway knows: give --data <its data folder>, on its machine' };
  const answer = await askAdmin(data, {
    method: 'GET',
    path: `/devices/${encodeURIComponent(device)}/troubles?since=${sinceMs}`,
  });
  if (!answer.ok) return { why: `why it refuses is not known: ${answer.error.problem}` };
  const body = await text(answer.value.body);
  return answer.value.status === 200 ? (JSON.parse(body) as Troubles) : { why: `the gateway does not say: ${body}` };
}

const inOrder = ({ refused, setAside }: Troubles): readonly Trouble[] =>
  [...refused, ...setAside].sort((one, other) => one.atMs - other.atMs);

function wordOf(troubles: Troubles | { readonly why: string }): GatewayWord {
  if ('why' in troubles) return { asked: false, why: troubles.why };
  return { asked: true, device: troubles.device, reasons: inOrder(troubles).map(({ code }) => code) };
}

/** The doctor's own takeover and what came of it is not the device's doing. */
function latelyOf(troubles: Troubles | { readonly why: string }): readonly Lately[] {
  if ('why' in troubles) return [];
  const { nowMs } = troubles;
  const recent = inOrder(troubles).filter(({ atMs }) => atMs >= nowMs - LATELY_MS);
  return recent.map(({ code, atMs }) => ({ code, ageS: Math.max(0, Math.round((nowMs - atMs) / 1_000)) }));
}

/** It would speak in the name of a device that somebody uses just now. */
const inUse = (device: string): CliRefusal =>
  refusal('device.in-use', `a session is open on ${device}`, 'End it, and run the doctor again');

export type Diagnosed = Diagnosis & {
  readonly gateway: GatewayWord;
  readonly lately: readonly Lately[];
  /** What the doctor's hello said that it is, where nobody told the doctor. */
  readonly guessedKind: string | null;
  /** For a terminal; the verdict is the last. */
  readonly lines: readonly string[];
};

/** @throws CliRefusal in words about the flag that is wrong. */
export async function diagnose(flags: DiagnoseFlags): Promise<Diagnosed> {
  const before = await askTroubles(flags, 0);
  if (!('why' in before) && before.openSessions > 0) throw inUse(flags.device);
  const patient = await readPatient(flags, 'why' in before ? null : before.device);
  const findings = await examine(patient);
  const gateway = wordOf('why' in before ? before : await askTroubles(flags, before.nowMs));
  const diagnosis = judge({ ...findings, gateway });
  const lately = latelyOf(before);
  const guessedKind = patient.isKindGuessed ? patient.kind : null;
  return { ...diagnosis, gateway, lately, guessedKind, lines: diagnosisLines(diagnosis, { gateway, guessedKind, lately }) };
}
