// Session scene: what each part of a session's page draws from.
import type { SessionView } from '../../domain/session/session-view.ts';
import type { Format } from '../format.ts';
import type { Language } from '../languages.ts';
import type { Texts } from '../text/en.ts';
import type { KindWords } from '../text/shape.ts';

export type SessionScene = {
  readonly view: SessionView;
  readonly lang: Language;
  readonly nowMs: number;
  readonly texts: Texts;
  readonly format: Format;
  readonly kind: KindWords;
  /** A fresh idempotency key for each form of the page. */
  readonly newKey: () => string;
};
