// Answers: signed results, and the cache that repeats the very same bytes for a repeated command.
import { type Act, type CommandResult, LIMITS, MESSAGE_TYPES, type ResultStatus, type UnsignedResult } from '#protocol';
import type { Answer, Flash } from './memory.ts';
import { observe, proven, publish, type Turn, takeSeq, withFlash } from './turn.ts';

/** Which command an answer belongs to, and the gateway that waits for it. */
export type Asked = {
  readonly gateway: string;
  readonly cid: string;
  readonly cmdHash: string;
  readonly ses?: string;
  /** Unknown when the command could not be read. */
  readonly act?: Act;
};

export type Said = Pick<CommandResult, 'status' | 'ran' | 'code'> & { readonly detail?: string };

function send(turn: Turn, asked: Asked, status: ResultStatus, body: string, isRepeat: boolean): Turn {
  return publish(turn, {
    to: { leaf: 'result', gateway: asked.gateway, commandId: asked.cid },
    typ: MESSAGE_TYPES.result,
    body,
    isRetained: false,
    ...(asked.act ? { about: { cid: asked.cid, act: asked.act, status, isRepeat } } : {}),
  });
}

/** Composes and sends one result. */
export function say(turn: Turn, asked: Asked, said: Said, upMs: number): { readonly turn: Turn; readonly body: string } {
  const taken = takeSeq(turn);
  const message: UnsignedResult = {
    v: 1,
    boot: turn.device.boot,
    seq: taken.seq,
    upMs,
    cid: asked.cid,
    ...(asked.ses === undefined ? {} : { ses: asked.ses }),
    ...proven(turn.device, asked.cmdHash),
    ...said,
  };
  const body = JSON.stringify(message);
  const sent = send(taken.turn, asked, said.status, body, false);
  return {
    body,
    turn: observe(sent, 'answered', {
      cid: asked.cid,
      ...(asked.act ? { act: asked.act } : {}),
      status: said.status,
      code: said.code,
      ran: said.ran,
      ...(said.detail === undefined ? {} : { detail: said.detail }),
    }),
  };
}

/** Start and stop answers live as long as their session's journal; of the rest the last few (FP-13). */
function trim(answers: readonly Answer[], flash: Flash): readonly Answer[] {
  const isKept = (answer: Answer): boolean =>
    (answer.act === 'start' || answer.act === 'stop') &&
    (flash.session?.ses === answer.ses || flash.journal.some((record) => record.ses === answer.ses));
  let surplus = answers.filter((answer) => !isKept(answer)).length - LIMITS.resultCacheEntries;
  if (surplus <= 0) return answers;
  return answers.filter((answer) => {
    if (surplus <= 0 || isKept(answer)) return true;
    surplus -= 1;
    return false;
  });
}

/** Keeps the final answer to a command. */
export function remember(turn: Turn, answer: Answer): Turn {
  const { flash } = turn.device;
  const all = [...flash.answers, answer];
  const answers = trim(all, flash);
  const hasForgottenAnswers = flash.hasForgottenAnswers || answers.length < all.length;
  return withFlash(turn, { answers, hasForgottenAnswers });
}

/** Sends what was said before, byte for byte, to whoever asks again. */
export function repeat(turn: Turn, asked: Asked): Turn {
  const answer = turn.device.flash.answers.find((candidate) => candidate.cid === asked.cid);
  if (answer === undefined) return turn;
  const { status, code } = JSON.parse(answer.body) as CommandResult;
  return observe(send(turn, { ...asked, act: answer.act }, status, answer.body, true), 'answered', {
    cid: asked.cid,
    act: answer.act,
    status,
    code,
    repeated: true,
  });
}
