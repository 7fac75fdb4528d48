// Touch page: one touch of the passkey before something that could lock its owner out, which then goes on by itself.
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { PasskeyForm } from '../passkey-form.tsx';
import { paths } from '../paths.ts';
import { textsOf } from '../text/texts.ts';
import { Problem } from './parts.tsx';

export type TouchAct = 'add' | 'remove' | 'end';

/** Fields of a press that go on with the touch. */
export const CARRIED = ['credential', 'sure', 'balance'] as const;

export type TouchPageInput = Frame & {
  readonly act: TouchAct;
  readonly fields: { readonly [name: string]: string };
  /** Why the touch before this one was not taken. */
  readonly problem: Rejection | null;
};

/** The answer to a press on the account page, when the touch before it was too long ago. */
export function touchPage({ act, fields, problem, ...frame }: TouchPageInput): string {
  const texts = textsOf(frame.lang);
  return renderDocument({
    frame,
    title: texts.account.touchTitle,
    page: 'account',
    own: { style: 'account.css', script: 'passkey.js' },
    children: (
      <main class="page" data-now={frame.nowMs} data-whole data-touch={act}>
        <h1>{texts.account.touchTitle}</h1>
        <p class="explain">{texts.account.touchDetail}</p>
        {problem ? <Problem rejection={problem} lang={frame.lang} backTo={paths.account} /> : null}
        <TouchForm
          lang={frame.lang}
          act={act}
          fields={fields}
          button={act === 'end' ? texts.account.end : texts.account.remove}
        />
        <a class="press press-plain" href={paths.account}>
          {texts.account.notNow}
        </a>
      </main>
    ),
  });
}

/** @param button what is done with the touch. */
export function TouchForm({
  lang,
  act,
  fields,
  button,
}: Pick<TouchPageInput, 'lang' | 'act' | 'fields'> & { readonly button: string }) {
  return (
    <PasskeyForm lang={lang} does="sign-in" action={paths.accountTouch} options={paths.accountTouchOptions} button={button}>
      <input type="hidden" name="act" value={act} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </PasskeyForm>
  );
}
