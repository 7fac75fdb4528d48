// Sign-in page of the console: one touch of a passkey, and the way on for whoever has none.
import { PasskeyForm } from '../passkey-form.tsx';
import { paths } from '../paths.ts';
import { consolePaths } from './console-paths.ts';
import { type DoorInput, doorPage } from './door-page.tsx';
import { staffTextsOf } from './staff-texts.ts';
import { consoleLanguage } from './text/shape.ts';

/** @param input `returnTo`: the page of ours that somebody wanted; already checked. */
export function consoleSignInPage(input: DoorInput & { readonly returnTo: string }): string {
  const { lang, returnTo } = input;
  const texts = staffTextsOf(lang);
  return doorPage(
    input,
    texts.signInTitle,
    <>
      <p class="explain">{texts.signInDetail}</p>
      <PasskeyForm
        lang={consoleLanguage(lang)}
        does="sign-in"
        action={consolePaths.signIn}
        options={consolePaths.signInOptions}
        button={texts.signInButton}
      >
        <input type="hidden" name="return" value={returnTo} />
      </PasskeyForm>
      <p class="quiet">{texts.signInHelp}</p>
      <p class="quiet">
        <a href={paths.attach}>{texts.signInToken}</a>
      </p>
    </>,
  );
}
