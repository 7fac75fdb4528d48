// Command: admission in the order of the contract, then refusal or act, then the answer.
import { admitCommand, type Command } from '#protocol';
import { isSlowAct, obey } from './acts.ts';
import { type Asked, remember, repeat, say } from './answers.ts';
import type { Device, Input } from './device.ts';
import { refusalOf } from './refusals.ts';
import { type Turn, withFlash } from './turn.ts';

/**
 * Whether "this did not run" is certain (FP-10). It is not for commands of a boot from before this memory, nor once
 * answers have fallen out of the cache; answers to start and stop stay as long as anything about them is open.
 */
function isCertainlyUnrun({ flash }: Device, command: Command): boolean {
  const isKeptWithJournal = command.act === 'start' || command.act === 'stop';
  return flash.knownBoots.includes(command.boot) && (isKeptWithJournal || !flash.hasForgottenAnswers);
}

function final(turn: Turn, asked: Asked, command: Command, outcome: Parameters<typeof say>[2], upMs: number): Turn {
  const said = say(turn, asked, outcome, upMs);
  return remember(said.turn, { cid: command.cid, act: command.act, ses: command.ses, body: said.body });
}

export function takeCommand(turn: Turn, input: Extract<Input, { type: 'command' }>, upMs: number): Turn {
  const { command, cmdHash, gateway } = input;
  const { device } = turn;
  const asked: Asked = { gateway, cid: command.cid, cmdHash, ses: command.ses, act: command.act };
  const admission = admitCommand(
    command,
    {
      boot: device.boot,
      lastCtr: device.flash.lastCtr,
      amnesia: device.isAmnesiac,
      isAnswered: (cid) => device.flash.answers.some((answer) => answer.cid === cid),
    },
    upMs,
  );
  if (admission.verdict === 'answer') return repeat(turn, asked);
  if (admission.verdict === 'reject') {
    const ran = !isCertainlyUnrun(device, command);
    return say(turn, asked, { status: 'rejected', code: admission.code, ran }, upMs).turn;
  }
  const counted = withFlash(turn, { lastCtr: admission.persistCtr });
  const refusal = refusalOf(counted.device, command, upMs);
  if (refusal !== null) return final(counted, asked, command, { status: 'rejected', ran: false, ...refusal }, upMs);
  const accepted = isSlowAct(command.act)
    ? say(counted, asked, { status: 'accepted', code: 'OK', ran: true }, upMs).turn
    : counted;
  const { turn: acted, ...outcome } = obey(accepted, command, cmdHash, upMs);
  return final(acted, asked, command, outcome, upMs);
}

/** What cannot be believed is refused under the topic's cid: nothing moved, for nothing was obeyed. */
export function refuseUnbelieved(turn: Turn, input: Extract<Input, { type: 'unbelieved' }>, upMs: number): Turn {
  const { cid, cmdHash, code, gateway } = input;
  return say(turn, { gateway, cid, cmdHash }, { status: 'rejected', code, ran: false }, upMs).turn;
}
