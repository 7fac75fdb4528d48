// Owner words: a refusal as the owner's commands say it - what happened, and the flag or the command that comes next.
import type { Context } from 'hono';
import type { Rejection, RejectionCode } from '../domain/rejections.ts';
import { describeRejection } from '../web/rejection-words.ts';
import { statusOf } from './problem.ts';

/** What is wrong with a line of a list, for whoever typed the command. */
const LINE_PROBLEMS: { readonly [problem: string]: string } = {
  'url.malformed': 'this is no http or https address',
  'url.ours': 'this is an address of this gateway, or of a signed label of this kind: it needs no taking over',
  'url.twice': 'this address stands in the list before',
  'url.of-another': 'another tenant has taken this address over: let it go there first',
  'url.unknown': 'nobody has taken this address over: there is nothing to let go',
  'host.not-allowed': 'labels of this host are not named for this tenant in UNLATCH_TAKE_OVER_HOSTS',
  'object.unknown': 'there is no such object',
  'line.malformed': 'a line is url,object',
  'list.empty': 'the list has no line',
  'list.too-long': 'the list is too long: send it in parts',
};

/** Members of a request as the flags that say them. */
const FLAGS: { readonly [at: string]: string } = {
  'body.batchId': '--batch',
  'body.count': '--count',
  'body.objectIds': '--objects',
  'body.issuer': '--issuer',
};

type NextSteps = { readonly [C in RejectionCode]?: string };

/** A page asks what to do by its buttons, a command by its flags. */
const NEXT: NextSteps = {
  'code.second-label': '--keep-others lets all of them count, --replace-others this one alone',
  'code.not-ours': "compare it with what stands on the label, or look it up with 'unlatch labels list'",
  'label.attached-elsewhere': '--move takes it from there',
  'label.unknown': "'unlatch labels list' says which there are",
  'label.ended': "hang a new one: 'unlatch labels reprint' prints it for the same object",
  'label.reprinted': "'unlatch labels print --batch <name>' prints that one again, 'unlatch labels lose' gives it up",
  'label.other-venue': "give the labels of each venue to an 'unlatch labels reprint' of their own",
  'label.batch-unknown': 'order it with --count or --objects',
  'label.batch-differs': 'give the same --count or --objects again, or another --batch',
  'label.key-missing': "'unlatch labels keys status' says which keys there are",
  'label-alert.unknown': "'unlatch labels alerts' lists them",
  'label-round.unknown': "'unlatch labels round' lists them",
  'label-round.ended': "'unlatch labels round start' begins another",
  'object.unknown': "'unlatch labels objects' lists them",
};

function problemOf(rejection: Rejection): string {
  if (rejection.code === 'take-over.refused') {
    const lines = rejection.lines.map(({ line, problem }) => `line ${line}: ${LINE_PROBLEMS[problem] ?? problem}`);
    return `nothing was taken over. ${lines.join('; ')}`;
  }
  if (rejection.code === 'request.malformed') return `${FLAGS[rejection.at] ?? rejection.at}: ${rejection.problem}`;
  return describeRejection(rejection, 'en').detail;
}

/** A list that is wrong says its next step in each line; what is malformed says it in its problem. */
function nextOf(rejection: Rejection): string | null {
  if (rejection.code === 'take-over.refused' || rejection.code === 'request.malformed') return null;
  return NEXT[rejection.code] ?? describeRejection(rejection, 'en').nextStep.label;
}

/** @param own next steps of one command, before those of all. */
export function refuseOwner(c: Context, rejection: Rejection, own: NextSteps = {}): Response {
  const { code } = rejection;
  const next = own[code] ?? nextOf(rejection);
  return c.json({ code, problem: problemOf(rejection), ...(next !== null && { next }) }, statusOf(code));
}
