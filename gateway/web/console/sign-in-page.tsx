// Sign-in page of the console: one touch of a passkey, and the way on for whoever has none.
import { PasskeyForm } from '../passkey-form.tsx';
import { paths } from '../paths.ts';
import { consolePaths } from './console-paths.ts';
import { type DoorInput, doorPage } from './door-page.tsx';
import { staffTextsOf } from './staff-texts.ts';
import { consoleLanguage } from './text/shape.ts';

type SignInInput = DoorInput & {
  /** The page of ours that somebody wanted; already checked. */
  readonly returnTo: string;
  /** False before the first owner: then nobody has a passkey, or could invite. */
  readonly isSetUp: boolean;
};

export function consoleSignInPage(input: SignInInput): string {
  const { lang, returnTo, isSetUp } = input;
  const texts = staffTextsOf(lang);
  return doorPage(
    input,
    texts.signInTitle,
    <>
      {isSetUp ? (
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
        </>
      ) : (
        <p class="explain">{texts.signInNotSetUp}</p>
      )}
      <p class="quiet">
        <a href={paths.attach}>{texts.signInToken}</a>
      </p>
    </>,
  );
}
