// Door page: the frame of the pages that somebody sees before they are signed in as staff - one form, and what went wrong above it.
import type { Child } from 'hono/jsx';
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { Problem } from '../phone/parts.tsx';
import { consoleLanguage } from './text/shape.ts';

export type DoorInput = Frame & { readonly problem: Rejection | null };

export function doorPage(input: DoorInput, title: string, children: Child): string {
  const frame = { ...input, lang: consoleLanguage(input.lang) };
  return renderDocument({
    frame,
    title,
    page: 'attach',
    own: { style: 'attach.css', script: 'passkey.js' },
    children: (
      <main class="page" data-now={frame.nowMs}>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {input.problem ? <Problem rejection={input.problem} lang={frame.lang} backTo={frame.path} /> : null}
        {children}
      </main>
    ),
  });
}

/** A name that is typed into such a page. */
export function NameField({ name, label, value }: { readonly name: string; readonly label: string; readonly value: string }) {
  return (
    <>
      <label for={name}>{label}</label>
      <input id={name} name={name} type="text" value={value} maxlength={80} autocomplete="off" dir="auto" required />
    </>
  );
}
