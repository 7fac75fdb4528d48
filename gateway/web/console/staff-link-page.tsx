// Staff link page: the way back in for a member who lost every device; or why the link opens nothing.
import { createFormat } from '../format.ts';
import { PasskeyForm } from '../passkey-form.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { type DoorInput, doorPage } from './door-page.tsx';
import { ownAccountTextsOf } from './own-account-texts.ts';
import { staffTextsOf } from './staff-texts.ts';
import { consoleLanguage } from './text/shape.ts';

export type StaffLinkInput = DoorInput & {
  readonly token: string;
  readonly link: {
    readonly name: string;
    readonly tenantName: string | null;
    readonly untilMs: number;
    readonly doesReplace: boolean;
  };
};

export function staffLinkPage(input: StaffLinkInput): string {
  const { token, link } = input;
  const lang = consoleLanguage(input.lang);
  const texts = ownAccountTextsOf(lang);
  const tenant = link.tenantName === null ? staffTextsOf(lang).someTenant : plainName(link.tenantName);
  return doorPage(
    input,
    texts.linkTitle(plainName(link.name)),
    <>
      <p class="explain">
        <bdi>{texts.linkDetail(tenant)}</bdi>
      </p>
      <PasskeyForm
        lang={lang}
        does="register"
        action={consolePaths.staffLink(token)}
        options={`${consolePaths.staffLink(token)}/options`}
        button={texts.linkButton}
      >
        <p>{link.doesReplace ? texts.linkReplaces : texts.linkKeeps}</p>
        <p class="quiet">{texts.linkUntil(createFormat(lang).dateTime(link.untilMs))}</p>
      </PasskeyForm>
    </>,
  );
}

export function staffLinkOverPage(input: DoorInput): string {
  return doorPage(
    input,
    ownAccountTextsOf(input.lang).linkOver,
    <a class="press press-main" href={consolePaths.signIn}>
      {staffTextsOf(input.lang).toSignIn}
    </a>,
  );
}
