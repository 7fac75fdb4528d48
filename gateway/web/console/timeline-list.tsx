// Timeline list: a session's evidence as a list, each entry with its time, its facts, its signature and its source.
import type { Child } from 'hono/jsx';
import type { EntrySignature, TimelineEntry } from '../../domain/console/timeline.ts';
import type { Format } from '../format.ts';
import { plainName } from '../plain-name.ts';
import type { ConsoleTexts } from './text/en.ts';
import { wordOf } from './text/shape.ts';

type ListProps = {
  readonly timeline: readonly TimelineEntry[];
  readonly currency: string;
  /** The price in words, as the offer said it. */
  readonly sentence: string;
  readonly format: Format;
  readonly texts: ConsoleTexts;
};

/** What repeats all the time that something is used; the rest would be lost among them. */
const STEADY: readonly string[] = ['use-metered', 'record-stored', 'lease-renewed', 'state-reported'];

function isSteady({ what, name, facts }: TimelineEntry): boolean {
  if (what === 'reading') return true;
  if (what === 'event') return STEADY.includes(name ?? '');
  const act = what === 'command' ? name : what === 'result' ? facts.act : null;
  return act === 'renew';
}

/** Entries in their order; those that repeat, one after the other, are one group. */
export function groupSteady(timeline: readonly TimelineEntry[]): readonly (readonly TimelineEntry[])[] {
  const groups: TimelineEntry[][] = [];
  for (const entry of timeline) {
    const last = groups.at(-1);
    if (last?.[0] && isSteady(entry) && isSteady(last[0])) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Facts whose text is a code of ours. */
const CODED: readonly string[] = ['because', 'verdict', 'trigger'];

function factText(name: string, value: string | number | boolean, { currency, format, texts }: ListProps): string {
  if (typeof value === 'boolean') return value ? texts.session.yes : texts.session.no;
  if (typeof value === 'string' && CODED.includes(name)) return wordOf(texts.reasons, value);
  if (typeof value === 'string')
    return name.endsWith('Minor') && /^\d+$/.test(value) ? format.money(Number(value), currency) : plainName(value);
  if (name.endsWith('Minor')) return format.money(value, currency);
  if (name.endsWith('Ms')) return value > 1e11 ? format.dateTime(value) : format.clock(value);
  return format.count(value);
}

function SignatureLine({ signature, texts }: { readonly signature: EntrySignature; readonly texts: ConsoleTexts }) {
  const { kid, ctr, short, isVerified } = signature;
  const { verified, unverified, unchecked, signedBy } = texts.session;
  return (
    <p class={isVerified === false ? 'refused' : 'quiet'}>
      {signedBy(kid)}
      {ctr === null ? null : `, ${wordOf(texts.factNames, 'ctr')} ${ctr}`}
      {' · '}
      {isVerified === null ? unchecked : isVerified ? <b>✓ {verified}</b> : <b>{unverified}</b>}
      <br />
      <span class="mono">{short}</span>
    </p>
  );
}

/** The day stands where another day begins. */
function Moment({ at, before, format }: { readonly at: string; readonly before: string | null; readonly format: Format }) {
  const isNewDay = before === null || format.date(before) !== format.date(at);
  return (
    <time datetime={at}>
      {isNewDay ? <b>{format.date(at)}</b> : null} {format.timeWithSeconds(at)}
    </time>
  );
}

type EntryProps = ListProps & { readonly entry: TimelineEntry; readonly before: string | null };

function Entry({ entry, before, ...list }: EntryProps) {
  const { texts, format } = list;
  const { at, what, of, name, facts, source, signature } = entry;
  const shown = Object.entries(facts).filter(([fact]) => fact !== 'currency' && fact !== 'act');
  const title = name === null ? wordOf(texts.happened, what) : `${wordOf(texts.happened, what)}: ${wordOf(texts.happened, name)}`;
  return (
    <li class={`of-${of}`} data-what={what} data-name={name ?? undefined}>
      <Moment at={at} before={before} format={format} />
      <div>
        <p>
          <b>{title}</b>
          {typeof facts.act === 'string' ? ` (${wordOf(texts.happened, facts.act)})` : null}
        </p>
        {what === 'offer' ? <p>{list.sentence}</p> : null}
        {shown.length > 0 ? (
          <p class="quiet">
            {shown.map(([fact, value]) => `${wordOf(texts.factNames, fact)} ${factText(fact, value, list)}`).join(' · ')}
          </p>
        ) : null}
        {signature ? <SignatureLine signature={signature} texts={texts} /> : null}
        <p class="quiet mono">{texts.session.source(wordOf(texts.sources, source.kind), source.id)}</p>
      </div>
    </li>
  );
}

type GroupProps = ListProps & { readonly group: readonly TimelineEntry[]; readonly before: string | null };

/** What repeats is folded; it is all there for whoever wants it. */
function Steady({ group, before, ...list }: GroupProps) {
  const at = group[0]?.at ?? '';
  return (
    <li class="of-device">
      <Moment at={at} before={before} format={list.format} />
      <details>
        <summary>{list.texts.session.readings(list.format.count(group.length))}</summary>
        <ol class="timeline">
          {group.map((entry, index) => (
            <Entry {...list} entry={entry} before={group[index - 1]?.at ?? at} />
          ))}
        </ol>
      </details>
    </li>
  );
}

const FOLDED_FROM = 3;

export function TimelineList(list: ListProps) {
  let before: string | null = null;
  const items: Child[] = [];
  for (const group of groupSteady(list.timeline)) {
    if (group.length >= FOLDED_FROM) items.push(<Steady {...list} group={group} before={before} />);
    else {
      for (const entry of group) {
        items.push(<Entry {...list} entry={entry} before={before} />);
        before = entry.at;
      }
    }
    before = group.at(-1)?.at ?? before;
  }
  return <ol class="timeline">{items}</ol>;
}
