// Layout: the document around every phone page, strict about its policy: no inline script, no inline style.

import type { Child } from 'hono/jsx';
import { assert } from '#protocol';
import type { AssetName, Assets } from './assets.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from './languages.ts';
import { helpHrefOf, paths } from './paths.ts';
import { Icon } from './phone/icons.tsx';
import { helpTextsOf } from './text/help-texts.ts';
import { textsOf } from './text/texts.ts';

/** What every page needs to know of the visit besides its own subject. */
export type Frame = {
  readonly lang: Language;
  /** Those that this page is in, where that is not all. */
  readonly languages?: readonly Language[];
  readonly assets: Pick<Assets, 'url'>;
  /** Host whose signature the labels carry; shown as text. */
  readonly host: string;
  /** Path and query of this page as a GET, for the language switch. */
  readonly path: string;
  readonly nowMs: number;
};

type DocumentProps = {
  readonly frame: Frame;
  /** Already plain: see `plainName`. */
  readonly title: string;
  readonly page: string;
  readonly kind?: string;
  /** Somebody may lie in the dark: the page is dark whatever the phone is set to. */
  readonly isNight?: boolean;
  /** Reloads by itself when there is no script. */
  readonly refreshS?: number | null;
  /** Style and script that this page alone needs. */
  readonly own?: { readonly style?: AssetName; readonly script?: AssetName };
  /** What the page's own script finds on the body: `data-...`. */
  readonly data?: { readonly [name: `data-${string}`]: string };
  readonly children: Child;
};

/** The same page in another language. */
export function withLanguage(path: string, lang: Language): string {
  const [pathname = '/', query = ''] = path.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.delete('fragment');
  parameters.set('lang', lang);
  return `${pathname}?${parameters}`;
}

function Head({ frame, title, isNight, refreshS, own }: Omit<DocumentProps, 'children' | 'page'>) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <title>{`${title} · Unlatch`}</title>
      <meta name="format-detection" content="telephone=no" />
      <meta name="color-scheme" content={isNight ? 'dark' : 'light dark'} />
      {isNight ? (
        <meta name="theme-color" content="#0d1417" />
      ) : (
        <>
          <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f1ea" />
          <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1417" />
        </>
      )}
      {refreshS ? (
        <noscript>
          <meta http-equiv="refresh" content={String(refreshS)} />
        </noscript>
      ) : null}
      <link rel="icon" href={frame.assets.url('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={frame.assets.url('phone.css')} />
      {own?.style ? <link rel="stylesheet" href={frame.assets.url(own.style)} /> : null}
      <script type="module" src={frame.assets.url('live.js')}></script>
      {own?.script ? <script type="module" src={frame.assets.url(own.script)}></script> : null}
    </head>
  );
}

function Header({ frame }: { readonly frame: Frame }) {
  const texts = textsOf(frame.lang);
  return (
    <header class="top">
      <a class="mark" href={paths.home} aria-label={`Unlatch: ${texts.frame.home}`}>
        <Icon name="mark" />
        <span>Unlatch</span>
      </a>
      <div class="top-end">
        {/* Pages of staff are in fewer languages, and their help is elsewhere. */}
        {frame.languages === undefined ? (
          <a id="to-help" class="to-help" href={helpHrefOf(frame.path)}>
            <Icon name="help" />
            <span>{helpTextsOf(frame.lang).title}</span>
          </a>
        ) : null}
        <Languages frame={frame} />
      </div>
    </header>
  );
}

/** Opens without script; the choice is a plain link. */
function Languages({ frame }: { readonly frame: Frame }) {
  const { lang: shown, languages = LANGUAGES } = frame;
  const texts = textsOf(shown);
  const name = LANGUAGE_NAMES[shown];
  return (
    <details class="languages">
      <summary aria-label={`${texts.frame.language}: ${name}`}>
        <Icon name="globe" />
        <span>{name}</span>
      </summary>
      <nav aria-label={texts.frame.language}>
        <ul>
          {languages.map((lang) => (
            <li>
              <a
                href={withLanguage(frame.path, lang)}
                lang={lang}
                hreflang={lang}
                rel="nofollow"
                aria-current={lang === shown ? 'true' : undefined}
              >
                {LANGUAGE_NAMES[lang]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  );
}

function Document(props: DocumentProps) {
  const { frame, page, kind, isNight, data, children } = props;
  const texts = textsOf(frame.lang);
  return (
    <html lang={frame.lang} dir="ltr" data-theme={isNight ? 'night' : undefined}>
      <Head {...props} />
      <body class={`page-${page}`} data-kind={kind} {...data}>
        <Header frame={frame} />
        {children}
        <p class="spoken" id="spoken" aria-live="polite"></p>
        <p class="toast" id="toast" role="status" hidden data-offline={texts.frame.noConnection}></p>
      </body>
    </html>
  );
}

/** Renders what was asked for at once: pages await nothing. */
export function renderMarkup(markup: Child): string {
  const text = markup === null || markup === undefined ? '' : markup.toString();
  assert(typeof text === 'string', 'a phone page awaits nothing');
  return text;
}

/** @returns the whole HTML text, with the doctype that JSX does not write. */
export function renderDocument(props: DocumentProps): string {
  return `<!doctype html>${renderMarkup(<Document {...props} />)}`;
}
