// Staff sign-in page: where nobody of the staff is known yet; works without script.
import type { Rejection } from '../../domain/rejections.ts';
import { consolePaths, withQuery } from '../console/console-paths.ts';
import { staffTextsOf } from '../console/staff-texts.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { Problem } from '../phone/parts.tsx';
import { attachTextsOf } from './attach-texts.ts';

/** Where nobody of the staff is signed in. */
export function staffSignInPage(input: Frame & { readonly problem: Rejection | null }): string {
  const texts = attachTextsOf(input.lang);
  return renderDocument({
    frame: input,
    title: texts.signInTitle,
    page: 'attach',
    own: { style: 'attach.css' },
    children: (
      <main class="page" data-now={input.nowMs}>
        <h1>{texts.title}</h1>
        {input.problem ? <Problem rejection={input.problem} lang={input.lang} backTo={paths.attach} /> : null}
        <a class="press press-main" href={withQuery(consolePaths.signIn, { return: paths.attach })}>
          {staffTextsOf(input.lang).signInButton}
        </a>
        <form class="card typing" id="sign-in" method="post" action={paths.attachSignIn}>
          <h2>{texts.signInTitle}</h2>
          <p>{texts.signInDetail}</p>
          <label for="token">{texts.token}</label>
          <input
            id="token"
            class="letters"
            name="token"
            type="password"
            autocomplete="off"
            maxlength={8_192}
            aria-describedby="token-help"
            required
          />
          <p class="quiet" id="token-help">
            {texts.tokenHelp}
          </p>
          <button class="press press-second" type="submit">
            {texts.signIn}
          </button>
        </form>
      </main>
    ),
  });
}
