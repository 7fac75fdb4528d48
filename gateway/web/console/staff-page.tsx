// Staff page: who works here and as what, open invitations, and a new one with its link and code, shown once.
import { ROLES, type Role } from '../../domain/staff/permissions.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field, Result } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { staffTextsOf } from './staff-texts.ts';
import { Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';
import type { StaffTexts } from './text/en-staff.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';

type Member = {
  readonly staffId: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAtMs: number;
  readonly signIns: number;
};
type Invited = { readonly invitationId: string; readonly name: string; readonly role: Role; readonly untilMs: number };
export type StaffInput = {
  readonly members: readonly Member[];
  readonly invitations: readonly Invited[];
  /** Who looks. */
  readonly ownId: string;
};

type Words = { readonly texts: StaffTexts; readonly console: ConsoleTexts; readonly format: Format };

const roleChoices = ({ texts }: Words) => ROLES.map((role) => ({ value: role, label: texts.what[role] }));

function Acts({ member, words }: { readonly member: Member; readonly words: Words }) {
  const { texts, console } = words;
  const at = `/api/v1/operator/staff/${member.staffId}` as const;
  const form = `role-${member.staffId}`;
  return (
    <details>
      <summary>{texts.change}</summary>
      <ActForm id={form} act={`POST ${at}/role`} done="reload" said={texts.done} submit={texts.setRole} tone="plain">
        <Field form={form} name="role" label={texts.role} value={member.role} choices={roleChoices(words)} texts={console} />
      </ActForm>
      <ActForm
        id={`out-${member.staffId}`}
        act={`POST ${at}/sign-out`}
        done="reload"
        said={texts.done}
        submit={texts.signOut}
        tone="plain"
      />
      <ActForm
        id={`leave-${member.staffId}`}
        act={`POST ${at}/leave`}
        done="reload"
        said={texts.leaveSaid}
        submit={texts.leave}
        tone="danger"
        isConfirmed
      />
    </details>
  );
}

function Members({ input, words }: { readonly input: StaffInput; readonly words: Words }) {
  const { texts, console, format } = words;
  return (
    <section class="card">
      <h2>{texts.members}</h2>
      <Table
        caption={texts.members}
        columns={[
          { label: texts.name },
          { label: texts.role },
          { label: texts.signedIn },
          { label: texts.since },
          { label: texts.change },
        ]}
        rows={input.members.map((member) => ({
          id: member.staffId,
          cells: [
            <span>
              <Name>{member.name}</Name>
              {member.staffId === input.ownId ? ` (${texts.you})` : ''}
            </span>,
            console.roles[member.role],
            member.signIns === 0 ? texts.notSignedIn : texts.browsers(member.signIns),
            format.dateTime(member.joinedAtMs),
            <Acts member={member} words={words} />,
          ],
        }))}
        empty={texts.nobody}
      />
    </section>
  );
}

function Invitations({ input, words }: { readonly input: StaffInput; readonly words: Words }) {
  const { texts, console, format } = words;
  return (
    <section class="card">
      <h2>{texts.invitations}</h2>
      <Table
        caption={texts.invitations}
        columns={[{ label: texts.name }, { label: texts.role }, { label: texts.until }, { label: texts.revoke }]}
        rows={input.invitations.map(({ invitationId, name, role, untilMs }) => ({
          id: invitationId,
          cells: [
            <Name>{name}</Name>,
            console.roles[role],
            format.dateTime(untilMs),
            <ActForm
              id={`revoke-${invitationId}`}
              act={`POST /api/v1/operator/invitations/${invitationId}/revoke`}
              done="reload"
              said={texts.done}
              submit={texts.revoke}
              tone="plain"
            />,
          ],
        }))}
        empty={texts.noInvitations}
      />
    </section>
  );
}

function Invite({ words }: { readonly words: Words }) {
  const { texts, console } = words;
  const id = 'invite';
  return (
    <section class="card">
      <h2>{texts.invite}</h2>
      <ActForm id={id} act="POST /api/v1/operator/invitations" done="show" submit={texts.inviteButton}>
        <Field form={id} name="name" label={texts.inviteName} maxLength={80} texts={console} />
        <Field form={id} name="role" label={texts.role} value="staff" choices={roleChoices(words)} texts={console} />
        <Result>
          <h3>{texts.linkTitle}</h3>
          <p>{texts.linkDetail}</p>
          <p class="mono">
            <b data-field="link"></b>
          </p>
          <img
            class="invitation-code"
            alt={texts.codeAlt}
            width={240}
            height={240}
            data-code-of={consolePaths.invitations}
            hidden
          />
        </Result>
      </ActForm>
    </section>
  );
}

export function staffPage(frame: ConsoleFrame, input: StaffInput): string {
  const lang = consoleLanguage(frame.lang);
  const texts = staffTextsOf(lang);
  const words = { texts, console: consoleTextsOf(lang), format: createFormat(lang) };
  return consoleDocument({
    frame,
    title: texts.title,
    script: 'staff.js',
    children: (
      <>
        <Members input={input} words={words} />
        <Invitations input={input} words={words} />
        <Invite words={words} />
      </>
    ),
  });
}
