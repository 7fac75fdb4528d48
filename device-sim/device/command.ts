// Command: admission in the order of the contract, then refusal or act, then the answer.
import { admitCommand, type Command } from '#protocol';
import { isSlowAct, obey } from './acts.ts';
import { type Asked, remember, repeat, say } from './answers.ts';
import type { Device, Input } from './device.ts';
import { endPause } from './pause.ts';
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

/** Whoever asks for the end wants no pause any more, also where an interlock refuses the stop for now (FP-27). */
function unpauseForStop(turn: Turn, ses: string, upMs: number): Turn {
  return turn.device.flash.session?.ses === ses ? endPause(turn, upMs) : turn;
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
    const kept = admission.code === 'BAD_STATE' ? withFlash(turn, { lastCtr: admission.persistCtr }) : turn;
    return say(kept, asked, { status: 'rejected', code: admission.code, ran }, upMs).turn;
  }
  const counted = withFlash(turn, { lastCtr: admission.persistCtr });
  const heard = command.act === 'stop' ? unpauseForStop(counted, command.ses, upMs) : counted;
  const refusal = refusalOf(heard.device, command, upMs);
  if (refusal !== null) return final(heard, asked, command, { status: 'rejected', ran: false, ...refusal }, upMs);
  const accepted = isSlowAct(command.act) ? say(heard, asked, { status: 'accepted', code: 'OK', ran: true }, upMs).turn : heard;
  const { turn: acted, ...outcome } = obey(accepted, command, cmdHash, upMs);
  return final(acted, asked, command, outcome, upMs);
}

/** What cannot be believed is refused under the topic's cid: nothing moved, for nothing was obeyed. */
export function refuseUnbelieved(turn: Turn, input: Extract<Input, { type: 'unbelieved' }>, upMs: number): Turn {
  const { cid, cmdHash, code, gateway } = input;
  return say(turn, { gateway, cid, cmdHash }, { status: 'rejected', code, ran: false }, upMs).turn;
}
