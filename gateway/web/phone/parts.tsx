// Parts: the few pieces that several phone pages are made of.
import type { Child } from 'hono/jsx';
import type { WalletBalance } from '../../domain/ledger/ledger.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { Format } from '../format.ts';
import type { Language } from '../languages.ts';
import { plainName } from '../plain-name.ts';
import { describeRejection } from '../rejection-words.ts';
import type { Texts } from '../text/en.ts';
import { Icon, type IconName } from './icons.tsx';

/** A name that somebody typed, kept from mixing with the text around it. */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{plainName(children)}</bdi>;
}

/** Where the object is: venue and place. */
export function Whereabouts({ placeName, venueName }: { readonly placeName: string; readonly venueName: string }) {
  return (
    <p class="where">
      <Icon name="place" />
      <span>
        <Name>{venueName}</Name> · <Name>{placeName}</Name>
      </span>
    </p>
  );
}

export type Tone = 'good' | 'info' | 'warn' | 'bad';

export function Notice({ tone, icon, children }: { readonly tone: Tone; readonly icon: IconName; readonly children: Child }) {
  return (
    <div class={`notice notice-${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** The red button of the venue is pressed: first of all on the page, and read aloud at once. */
export function Emergency({ texts, detail }: { readonly texts: Texts; readonly detail: string }) {
  return (
    <div class="notice notice-bad" role="alert" id="emergency">
      <Icon name="warn" />
      <div>
        <strong>{texts.emergency.title}</strong>
        <p>{detail}</p>
      </div>
    </div>
  );
}

/**
 * A refusal on the page where it happened: what, why, and the one next step.
 * @param instead where the code's own words would be wrong on this page.
 */
export function Problem({
  rejection,
  lang,
  backTo,
  zone,
  instead,
}: {
  readonly rejection: Rejection;
  readonly lang: Language;
  readonly backTo: string | null;
  readonly zone?: string;
  readonly instead?: { readonly title: string; readonly detail: string; readonly step: string } | null;
}) {
  const described = describeRejection(rejection, lang, backTo, zone);
  const { title, detail, step } = instead ?? { ...described, step: described.nextStep.label };
  return (
    <div class="notice notice-bad" role="alert" id="problem" data-code={rejection.code}>
      <Icon name="warn" />
      <div>
        <strong>{title}</strong>
        <p>{detail}</p>
        <p class="next">{step}</p>
      </div>
    </div>
  );
}

type FormProps = {
  readonly id: string;
  readonly action: string;
  readonly formKey: string;
  readonly class?: string;
  readonly hidden?: { readonly [name: string]: string };
  /** The browser is asked where it is first, and fills that in. */
  readonly isLocated?: boolean;
  readonly children: Child;
};

/** A form that is one request however often it is pressed: its key is the request's own (A2). */
export function PressForm({ id, action, formKey, class: className, hidden, isLocated, children }: FormProps) {
  return (
    <form id={id} method="post" action={action} class={className} data-press data-located={isLocated}>
      <input type="hidden" name="key" value={formKey} />
      {Object.entries(hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

/** What a person has, and what of theirs is set aside while something runs. */
export function BalanceFigures({
  balance,
  texts,
  format,
}: {
  readonly balance: WalletBalance;
  readonly texts: Texts;
  readonly format: Format;
}) {
  return (
    <dl class="figures">
      <div>
        <dt>{texts.home.available}</dt>
        <dd>{format.money(balance.availableMinor, balance.currency)}</dd>
      </div>
      {balance.heldMinor > 0n ? (
        <div>
          <dt>{texts.home.held}</dt>
          <dd>{format.money(balance.heldMinor, balance.currency)}</dd>
        </div>
      ) : null}
    </dl>
  );
}
