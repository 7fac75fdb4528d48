// Starting: three honest steps, and plain words when it takes longer than it should.

import type { Child } from 'hono/jsx';
import { SECOND_MS } from '#protocol';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { Notice } from './parts.tsx';
import type { SessionScene } from './session-scene.ts';

/** From here on the page says that it is still trying. */
const SLOW_AFTER_MS = 5 * SECOND_MS;
function Step({ scene, isDone, isNext, children }: { scene: SessionScene; isDone: boolean; isNext: boolean; children: string }) {
  const { texts } = scene;
  const status = isDone ? 'done' : isNext ? 'now' : 'later';
  return (
    <li class={`step step-${status}`} aria-current={isNext ? 'step' : undefined}>
      <span class="step-sign">{isDone ? <Icon name="check" /> : null}</span>
      <span>{children}</span>
      <span class="unseen">{isDone ? texts.session.done : texts.session.waiting}</span>
    </li>
  );
}

/** Shown from `at` on: by the server when it renders later, by the script when it waits. */
function From({ scene, atMs, children }: { scene: SessionScene; atMs: number; children: Child }) {
  return (
    <div data-from={atMs} hidden={scene.nowMs < atMs}>
      {children}
    </div>
  );
}

export function Starting({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, kind } = scene;
  const { reserved, sent, proven } = view.progress;
  const createdAtMs = Date.parse(view.createdAt);
  const givesUpAtMs = view.givesUpAt === null ? null : Date.parse(view.givesUpAt);
  return (
    <>
      <section class="hero hero-waiting">
        <div class="stage">
          <Drawing kind={view.kind} />
        </div>
        <p class="invite">{reserved ? kind.waitFor : texts.session.askingTitle}</p>
        {reserved ? null : <p class="explain">{texts.session.askingDetail}</p>}
        {view.payerAction ? (
          <>
            <Notice tone="warn" icon="wallet">
              <p>{texts.session.walletAction}</p>
            </Notice>
            <a id="wallet-action" class="press press-main" href={view.payerAction.url} rel="noreferrer">
              {texts.session.toWallet}
              <Icon name="forward" />
            </a>
          </>
        ) : null}
      </section>
      <div class="facts">
        <section class="card">
          <ol class="steps">
            <Step scene={scene} isDone={reserved} isNext={!reserved}>
              {reserved
                ? texts.session.reserved(format.money(view.heldMinor, view.currency))
                : texts.session.asking(format.money(view.asksMinor ?? 0, view.currency))}
            </Step>
            <Step scene={scene} isDone={sent} isNext={reserved && !sent}>
              {sent ? kind.sent : kind.sending}
            </Step>
            <Step scene={scene} isDone={proven} isNext={sent && !proven}>
              {proven ? kind.proven : kind.proving}
            </Step>
          </ol>
        </section>
        <From scene={scene} atMs={createdAtMs + SLOW_AFTER_MS}>
          <Notice tone="info" icon="clock">
            <p>{texts.session.slow}</p>
            {givesUpAtMs === null ? null : <p>{texts.session.givesUp(format.timeWithSeconds(givesUpAtMs))}</p>}
          </Notice>
        </From>
      </div>
    </>
  );
}
