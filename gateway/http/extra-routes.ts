// Extra routes: what a composition may add to the app, with the few means of a page that such routes need.
import type { Visitor } from '../ports/identity.ts';
import type { Language } from '../web/languages.ts';
import { paths } from '../web/paths.ts';
import { noticePage } from '../web/phone/notice-page.tsx';
import type { App, Asking, RouteDeps } from './context.ts';
import { ensureScanBinding, hasOurCookie } from './cookies.ts';
import { remoteAddress } from './remote-address.ts';
import { answerPage, frameOf, seeOther } from './routes/page-frame.ts';
import { putStaffCookie } from './staff-session.ts';

export type PageKit = {
  visitorOf(c: Asking): Visitor;
  /** Gives the browser a cookie of ours to bring back. */
  greet(c: Asking): void;
  /** The pages of staff know this browser from then on. */
  signInStaff(c: Asking, token: string, to?: string): Response;
  /** A plain page that looks again by itself after `refreshS`. */
  notice(c: Asking, words: (lang: Language) => { readonly title: string; readonly text: string }, refreshS: number): Response;
};

export type ExtraRoutes = (app: App, kit: PageKit) => void;

export function createPageKit(deps: RouteDeps): PageKit {
  return {
    visitorOf: (c) => ({
      remoteAddress: remoteAddress(c, deps.config.trustedProxies),
      userAgent: c.req.header('user-agent') ?? '',
      knownAs: null,
      isReturning: hasOurCookie(c, deps),
    }),
    greet: (c) => void ensureScanBinding(c, deps),
    signInStaff(c, token, to = paths.attach) {
      putStaffCookie(c, deps, token);
      return seeOther(c, to);
    },
    notice(c, words, refreshS) {
      const frame = frameOf(c, deps);
      return answerPage(c, noticePage({ ...frame, ...words(frame.lang), refreshS }));
    },
  };
}
