// Help pages for the gallery: with nothing in hand, while something runs, and after it.
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { helpPage } from '../../../../gateway/web/phone/help-page.tsx';
import type { HelpSession } from '../../../../gateway/web/phone/help-steps.ts';
import { viewOf } from './samples.ts';

export function helpSession(kind: string, state: HelpSession['state'], over: Partial<HelpSession> = {}): HelpSession {
  const isClosed = state === 'closed';
  const seller = { name: 'Quiet Pods GmbH', address: 'Hafenstr. 3, 20457 Hamburg' };
  return {
    ...viewOf(kind, state),
    ...{ hasReceipt: isClosed, claims: isClosed ? CLAIM_RULES : [], seller: isClosed ? seller : null, ...over },
  };
}

export function helpPages(frame: Frame): readonly { readonly name: string; readonly html: string }[] {
  const help = (name: string, session: HelpSession | null, signInHref: string | null = null) => ({
    name: `help${name}`,
    html: helpPage({ ...frame, session, signInHref }),
  });
  return [
    help('', null, '/sign-in?return=%2Fhelp'),
    help('-running', helpSession('sleep-pod', 'active')),
    help('-after', helpSession('sleep-pod', 'closed')),
  ];
}
