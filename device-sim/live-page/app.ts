// App: the routes of the live page - the page, its events, its assets, and the two forms that act.
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Timers } from '../runtime/alarms.ts';
import { type Artist, createArtist, type Scenery } from './artist.tsx';
import { createAssets } from './assets.ts';
import { followParts } from './follow.ts';
import { refuseVisit } from './guard.ts';
import { type PressAnswer, press } from './hands.ts';
import { LANGUAGES, pickLanguage } from './languages.ts';
import { paths } from './paths.ts';
import { createReaders } from './readers.ts';

export type AppParts = Scenery & {
  readonly timers: Timers;
  /** The port as bound: known once it listens. */
  readonly port: () => number;
  /** Ends what is still followed. */
  readonly ended: AbortSignal;
};

/** So many browser tabs; a page that is opened in a loop must not fill the process. */
const MOST_READERS = 24;
const MOST_FORM_BYTES = 1_024;

/** Our own files only; nobody frames the page, and its forms go nowhere else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const HEADERS: { readonly [name: string]: string } = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  // `no-referrer` would make browsers send `Origin: null` with the page's own forms.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
const FOR_EVER = { 'Cache-Control': 'max-age=31536000, immutable' };

function createGuard(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const [host, origin, site] = ['host', 'origin', 'sec-fetch-site'].map((name) => c.req.header(name));
    const refusal = refuseVisit({ method: c.req.method, host, origin, site }, port());
    if (refusal === null) return next();
    return c.json({ code: refusal.code, next: 'open the page by the address that the simulator printed' }, 403);
  };
}

/** What the press did, in words for whoever pressed. */
function sayAnswer({ format }: Artist, answer: PressAnswer & { readonly ok: true }): string {
  const words = format.texts.acts[answer.act];
  return answer.isPossible ? format.texts.done(format.act(answer.act)) : (words?.cannot ?? answer.act);
}

/** A script is told what came of it; a form without one goes back to the page. */
function answerPress(
  c: Context,
  artist: Artist,
  said: { readonly words: string; readonly isDone: boolean; readonly anchor: string },
) {
  if (c.req.header('accept')?.includes('application/json')) return c.json({ said: said.words, isDone: said.isDone });
  return c.redirect(`${paths.page(artist.format.lang)}${said.anchor}`, 303);
}

export function createApp(parts: AppParts): Hono {
  const { ended, find, freeWill, stage, timers } = parts;
  const assets = createAssets();
  const artists = LANGUAGES.map((lang) => createArtist(parts, lang));
  const artistOf = (c: Context): Artist => {
    const lang = pickLanguage(c.req.header('accept-language'), c.req.query('lang'));
    return artists.find(({ format }) => format.lang === lang) as Artist;
  };
  const readers = createReaders(parts, timers);
  let reading = 0;
  const app = new Hono();

  app.use(createGuard(parts.port));
  app.use(bodyLimit({ maxSize: MOST_FORM_BYTES }));
  app.get('/', (c) => c.html(artistOf(c).page(assets.url)));
  app.get('/assets/*', (c) => {
    const asset = assets.find(c.req.path);
    return asset === null ? c.notFound() : c.body(asset.body, 200, { 'Content-Type': asset.type, ...FOR_EVER });
  });
  app.get('/events', (c) => {
    if (reading >= MOST_READERS) return c.json({ code: 'page.too-many-tabs' }, 503);
    reading += 1;
    const gone = AbortSignal.any([ended, c.req.raw.signal]);
    const body = followParts({ ...readers, draw: artistOf(c).draw }, timers, gone, () => {
      reading -= 1;
    });
    return c.body(body, 200, { 'Content-Type': 'text/event-stream' });
  });
  app.post('/objects/:device/acts', async (c) => {
    const object = stage.objects.find(({ device }) => device === c.req.param('device'));
    if (!object) return c.json({ code: 'object.unknown' }, 404);
    const { act = '', value } = await c.req.parseBody();
    const answer = press(find, object, { act: String(act), value: value === undefined ? undefined : String(value) });
    if (!answer.ok) return c.json({ code: answer.code }, 400);
    stage.stir(object.device);
    const artist = artistOf(c);
    return answerPress(c, artist, {
      words: `${object.name}: ${sayAnswer(artist, answer)}`,
      isDone: answer.isPossible,
      anchor: `#${object.device}`,
    });
  });
  app.post('/people', async (c) => {
    const { free } = await c.req.parseBody();
    if (freeWill === null || (free !== 'yes' && free !== 'no')) return c.json({ code: 'value.refused' }, 400);
    freeWill.set(free === 'yes');
    readers.stirSummary();
    const artist = artistOf(c);
    const { label, off, on } = artist.format.texts.people;
    return answerPress(c, artist, { words: `${label}: ${freeWill.isOn() ? on : off}`, isDone: true, anchor: '' });
  });
  return app;
}
