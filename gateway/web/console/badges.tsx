// Badges: one word of how something stands, in the colour that says whether a person is needed.
import type { ConsoleTexts } from './text/en.ts';
import { wordOf } from './text/shape.ts';

type Tone = 'good' | 'info' | 'warn' | 'bad' | 'quiet';

const STANDING_TONES: { readonly [standing: string]: Tone } = {
  free: 'good',
  'in-use': 'info',
  offline: 'bad',
  dirty: 'warn',
  'out-of-service': 'warn',
};
const SESSION_TONES: { readonly [state: string]: Tone } = {
  authorizing: 'info',
  starting: 'info',
  active: 'good',
  suspended: 'info',
  stopping: 'info',
  settling: 'info',
  review: 'bad',
};

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

export function StandingBadge({ standing, texts }: { readonly standing: string; readonly texts: ConsoleTexts }) {
  return <Badge tone={STANDING_TONES[standing] ?? 'quiet'}>{wordOf(texts.standings, standing)}</Badge>;
}

export function SessionBadge({ state, texts }: { readonly state: string; readonly texts: ConsoleTexts }) {
  return <Badge tone={SESSION_TONES[state] ?? 'quiet'}>{wordOf(texts.sessionStates, state)}</Badge>;
}
