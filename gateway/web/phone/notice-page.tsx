// Notice page: a plain word from whoever runs the gateway, such as "waiting for the terminal".
import { type Frame, renderDocument } from '../layout.tsx';
import { plainName } from '../plain-name.ts';
import { Icon } from './icons.tsx';

export type NoticePageInput = Frame & {
  readonly title: string;
  readonly text: string;
  /** Looks again by itself after this; null when there is nothing to wait for. */
  readonly refreshS: number | null;
};

export function noticePage(input: NoticePageInput): string {
  const { title, text, refreshS } = input;
  return renderDocument({
    frame: input,
    title: plainName(title),
    page: 'notice',
    refreshS,
    children: (
      <main class="page problem" data-reload-s={refreshS ?? undefined}>
        <div class={refreshS === null ? 'sign sign-info' : 'sign sign-info sign-waiting'}>
          <Icon name={refreshS === null ? 'shield' : 'clock'} />
        </div>
        <h1>{plainName(title)}</h1>
        <p class="explain">{text}</p>
      </main>
    ),
  });
}
