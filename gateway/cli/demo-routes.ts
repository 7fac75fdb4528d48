// Demo routes: short links to the codes, and the page where a phone waits for the terminal to let it in.
import type { ExtraRoutes } from '../compose.ts';
import type { DemoIssuer } from './demo-issuer.ts';

type Words = { readonly title: string; readonly text: string };

const WAITING: { readonly en: Words; readonly [lang: string]: Words } = {
  en: { title: 'Waiting for the terminal', text: 'Whoever runs this demo is asked there to let your phone in.' },
  'zh-Hans': { title: '等待终端确认', text: '请在运行演示的终端上按 y，允许这部手机进入。' },
};

const HERE = 'http://here.invalid';

/** Only paths of this gateway lead back, in the one spelling that a URL parser gives them: no open redirect. */
function safeReturn(path: string | undefined): string {
  if (!path?.startsWith('/') || !URL.canParse(path, HERE)) return '/';
  const target = new URL(path, HERE);
  return target.origin === HERE ? `${target.pathname}${target.search}` : '/';
}

export function addDemoRoutes(issuer: DemoIssuer, linkOf: (objectId: string) => string | null): ExtraRoutes {
  return (app, kit) => {
    app.get('/demo/enter', (c) => {
      const visitor = kit.visitorOf(c);
      const backTo = safeReturn(c.req.query('return'));
      if (issuer.isLetIn(visitor)) return c.redirect(backTo, 303);
      issuer.ask(visitor);
      return kit.notice(c, (lang) => WAITING[lang] ?? WAITING.en, 2);
    });
    app.get('/demo/:objectId', (c) => {
      const link = linkOf(c.req.param('objectId'));
      return link === null ? c.notFound() : c.redirect(link, 302);
    });
  };
}
