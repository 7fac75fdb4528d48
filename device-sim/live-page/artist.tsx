// Artist: draws the page, and each part of it alone, in one language.
import type { Child } from 'hono/jsx';
import type { Counts } from '../fleet/tally.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import { createFormat, type Format } from './format.ts';
import type { FreeWill } from './free-will.ts';
import type { Language } from './languages.ts';
import type { Stage, StageObject } from './stage.ts';
import { ObjectView } from './views/object-card.tsx';
import { Page } from './views/page.tsx';
import { Summary } from './views/summary.tsx';
import { Talk } from './views/talk.tsx';

/** What is drawn, and whose hands reach it. */
export type Scenery = {
  readonly stage: Stage;
  readonly find: (device: string) => DeviceRuntime | undefined;
  readonly counts: () => Pick<Counts, 'devices' | 'connected' | 'inUse'>;
  /** Null where nobody acts by themselves. */
  readonly freeWill: FreeWill | null;
};

export type Artist = {
  readonly format: Format;
  page(assetUrl: (name: string) => string): string;
  /** `summary`, `view-{device}` or `talk-{device}`, as the elements are called. */
  draw(part: string): string;
};

/** Nothing in the page awaits, so that a node's text is there at once. */
const textOf = (markup: Child): string => String(markup);

export const partsOf = (device: string): readonly string[] => [`view-${device}`, `talk-${device}`];

export function createArtist({ counts, find, freeWill, stage }: Scenery, lang: Language): Artist {
  const format = createFormat(lang);
  const summary = (): Child => (
    <Summary format={format} counts={counts()} shown={stage.objects.length} arePeopleFree={freeWill?.isOn() ?? null} />
  );
  const view = (object: StageObject): Child => (
    <ObjectView object={object} picture={object.look(find(object.device))} format={format} />
  );
  const talk = (object: StageObject): Child => <Talk object={object} format={format} />;
  const draws = new Map<string, () => Child>([['summary', summary]]);
  for (const object of stage.objects) {
    const [viewId = '', talkId = ''] = partsOf(object.device);
    draws.set(viewId, () => view(object)).set(talkId, () => talk(object));
  }
  return {
    format,
    page(assetUrl) {
      const cards = (object: StageObject): Child => [view(object), talk(object)];
      const page = <Page format={format} objects={stage.objects} summary={summary()} partsOf={cards} asset={assetUrl} />;
      return `<!doctype html>${textOf(page)}`;
    },
    draw: (part) => textOf(draws.get(part)?.() ?? ''),
  };
}
