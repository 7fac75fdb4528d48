// Set-up page: the first start - who runs this place, who its owner is, and the owner's passkey.
import { PasskeyForm } from '../passkey-form.tsx';
import { consolePaths } from './console-paths.ts';
import { type DoorInput, doorPage, NameField } from './door-page.tsx';
import { staffTextsOf } from './staff-texts.ts';
import { consoleLanguage } from './text/shape.ts';

export type SetUpInput = DoorInput & {
  readonly token: string;
  readonly typed: { readonly tenant: string; readonly owner: string };
};

export function setUpPage(input: SetUpInput): string {
  const { lang, token, typed } = input;
  const texts = staffTextsOf(lang);
  return doorPage(
    input,
    texts.firstTitle,
    <>
      <p class="explain">{texts.firstDetail}</p>
      <PasskeyForm
        lang={consoleLanguage(lang)}
        does="register"
        action={consolePaths.first(token)}
        options={`${consolePaths.first(token)}/options`}
        button={texts.firstButton}
      >
        <NameField name="tenant" label={texts.tenantName} value={typed.tenant} />
        <NameField name="owner" label={texts.ownerName} value={typed.owner} />
      </PasskeyForm>
    </>,
  );
}

/** The link is of no use any more, or never was. */
export function setUpOverPage(input: DoorInput): string {
  const texts = staffTextsOf(input.lang);
  return doorPage(
    input,
    texts.firstTitle,
    <a class="press press-main" href={consolePaths.signIn}>
      {texts.toSignIn}
    </a>,
  );
}
