// Page: the document around the cards, strict about its policy: no inline script, no inline style.
import type { Child } from 'hono/jsx';
import type { Format } from '../format.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../languages.ts';
import { paths } from '../paths.ts';
import type { StageObject } from '../stage.ts';

export type PageProps = {
  readonly format: Format;
  readonly objects: readonly StageObject[];
  readonly summary: Child;
  /** The view and the talk of one object. */
  readonly partsOf: (object: StageObject) => Child;
  readonly asset: (name: string) => string;
};

function Head({ asset, format }: Pick<PageProps, 'asset' | 'format'>) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${format.texts.title} · Unlatch`}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={asset('page.css')} />
      <script type="module" src={asset('follow.js')}></script>
    </head>
  );
}

export function Page({ asset, format, objects, partsOf, summary }: PageProps) {
  const { lang, texts } = format;
  return (
    <html lang={lang} dir="ltr">
      <Head asset={asset} format={format} />
      <body data-events={paths.events(lang)}>
        <header class="top">
          <div class="top-words">
            <p class="eyebrow">{texts.localOnly}</p>
            <h1>{texts.title}</h1>
            <p class="intro">{texts.intro}</p>
          </div>
          <nav class="languages" aria-label={texts.language}>
            {LANGUAGES.filter((other) => other !== lang).map((other) => (
              <a href={paths.page(other)} lang={other} hreflang={other}>
                {LANGUAGE_NAMES[other]}
              </a>
            ))}
          </nav>
        </header>
        {summary}
        <nav class="jumps" aria-label={texts.objects}>
          {objects.map(({ device, name }) => (
            <a href={`#${device}`}>{name}</a>
          ))}
        </nav>
        <noscript>
          <p class="notice">{texts.needsScript}</p>
        </noscript>
        <main>
          <ul class="cards">
            {objects.map((object) => (
              <li class="card" id={object.device} data-kind={object.kind} aria-labelledby={`name-${object.device}`}>
                {partsOf(object)}
              </li>
            ))}
          </ul>
        </main>
        <p class="toast" id="said" role="status" hidden></p>
        <p class="toast toast-bad" id="lost" role="alert" hidden>
          {texts.connectionLost}
        </p>
      </body>
    </html>
  );
}
