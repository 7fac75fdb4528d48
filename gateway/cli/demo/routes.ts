// Demo routes: short links to the codes, and the page where a phone waits for the terminal to let it in.
import type { ExtraRoutes } from '../../compose.ts';
import type { DemoIssuer } from './issuer.ts';

type Words = { readonly title: string; readonly text: string };

const WAITING: { readonly en: Words; readonly [lang: string]: Words } = {
  en: { title: 'Waiting for the terminal', text: 'Whoever runs this demo is asked there to let your phone in.' },
  'zh-Hans': { title: '等待终端确认', text: '请在运行演示的终端上按 y，允许这部手机进入。' },
  de: { title: 'Warten auf das Terminal', text: 'Wer diese Demo betreibt, wird dort gefragt, ob Ihr Telefon hinein darf.' },
  nl: { title: 'Wachten op de terminal', text: 'Wie deze demo draait, krijgt daar de vraag uw telefoon toe te laten.' },
  fr: {
    title: 'En attente du terminal',
    text: 'La personne qui fait tourner cette démo y est invitée à laisser entrer votre téléphone.',
  },
};

/** For a browser that has no cookie of ours yet, and for one that never keeps any. */
const GREETING: { readonly en: Words; readonly [lang: string]: Words } = {
  en: { title: 'One moment', text: 'This page goes on by itself. If it does not, allow cookies for this address.' },
  'zh-Hans': { title: '请稍候', text: '本页会自动继续。如果没有，请允许此地址使用 Cookie。' },
  de: { title: 'Einen Moment', text: 'Diese Seite geht von selbst weiter. Wenn nicht, erlauben Sie Cookies für diese Adresse.' },
  nl: { title: 'Een ogenblik', text: 'Deze pagina gaat vanzelf verder. Zo niet, sta dan cookies toe voor dit adres.' },
  fr: { title: 'Un instant', text: 'Cette page continue toute seule. Sinon, autorisez les cookies pour cette adresse.' },
};

const HERE = 'http://here.invalid';

/** Only paths of this gateway lead back, in the one spelling that a URL parser gives them: no open redirect. */
function safeReturn(path: string | undefined): string {
  if (!path?.startsWith('/') || !URL.canParse(path, HERE)) return '/';
  const target = new URL(path, HERE);
  // `/..//host` has our origin and the pathname `//host`, which a browser takes for another's address.
  const isHere = target.origin === HERE && !target.pathname.startsWith('//');
  return isHere ? `${target.pathname}${target.search}` : '/';
}

export function addDemoRoutes(issuer: DemoIssuer, linkOf: (objectId: string) => string | null): ExtraRoutes {
  return (app, kit) => {
    app.get('/demo/enter', (c) => {
      const visitor = kit.visitorOf(c);
      const backTo = safeReturn(c.req.query('return'));
      if (issuer.isLetIn(visitor) && visitor.isReturning) return c.redirect(backTo, 303);
      if (issuer.isLetIn(visitor)) {
        kit.greet(c);
        return kit.notice(c, (lang) => GREETING[lang] ?? GREETING.en, 1);
      }
      issuer.ask(visitor);
      return kit.notice(c, (lang) => WAITING[lang] ?? WAITING.en, 2);
    });
    // Whoever the terminal let in may play the staff too: there is nothing here but toys.
    app.get('/demo/staff', async (c) => {
      if (!issuer.isLetIn(kit.visitorOf(c))) return c.redirect('/demo/enter?return=/demo/staff', 303);
      return kit.signInStaff(c, await issuer.issueStaff());
    });
    app.get('/demo/console', async (c) => {
      if (!issuer.isLetIn(kit.visitorOf(c))) return c.redirect('/demo/enter?return=/demo/console', 303);
      return kit.signInStaff(c, await issuer.issueStaff(), '/console');
    });
    app.get('/demo/:objectId', (c) => {
      const link = linkOf(c.req.param('objectId'));
      return link === null ? c.notFound() : c.redirect(link, 302);
    });
  };
}
