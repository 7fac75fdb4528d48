// Invitation page: who is invited to what, and the passkey that they come with; or why the invitation lets nobody in.
import type { Role } from '../../domain/staff/permissions.ts';
import { createFormat } from '../format.ts';
import { PasskeyForm } from '../passkey-form.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { type DoorInput, doorPage } from './door-page.tsx';
import { staffTextsOf } from './staff-texts.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';

export type InvitationInput = DoorInput & {
  readonly token: string;
  readonly invitation: {
    readonly name: string;
    readonly role: Role;
    readonly untilMs: number;
    readonly tenantName: string | null;
  };
};

export function invitationPage(input: InvitationInput): string {
  const { token, invitation } = input;
  const lang = consoleLanguage(input.lang);
  const texts = staffTextsOf(lang);
  const { name, role, untilMs, tenantName } = invitation;
  const tenant = tenantName === null ? texts.someTenant : plainName(tenantName);
  return doorPage(
    input,
    texts.invitationTitle(plainName(name)),
    <>
      <p class="explain">
        <bdi>{texts.invitationDetail(tenant, consoleTextsOf(lang).roles[role])}</bdi>
      </p>
      <PasskeyForm
        lang={lang}
        does="register"
        action={consolePaths.invitation(token)}
        options={`${consolePaths.invitation(token)}/options`}
        button={texts.invitationButton}
      >
        <p class="quiet">{texts.invitationUntil(createFormat(lang).dateTime(untilMs))}</p>
      </PasskeyForm>
    </>,
  );
}

export function invitationOverPage(input: DoorInput): string {
  const texts = staffTextsOf(input.lang);
  return doorPage(
    input,
    texts.invitationOver,
    <a class="press press-main" href={consolePaths.signIn}>
      {texts.toSignIn}
    </a>,
  );
}
