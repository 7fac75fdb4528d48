// Own account page: a member's passkeys with their names, another one, and signing out everywhere.
import type { Rejection } from '../../domain/rejections.ts';
import { STAFF_LIMITS } from '../../domain/staff/staff.ts';
import type { StaffPasskey } from '../../domain/staff/staff-passkeys.ts';
import { createFormat, type Format } from '../format.ts';
import { PasskeyForm } from '../passkey-form.tsx';
import { Name, Problem } from '../phone/parts.tsx';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { ownAccountTextsOf } from './own-account-texts.ts';
import { Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';
import type { OwnAccountTexts } from './text/en-own-account.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';

export type OwnAccountInput = {
  /** Null: a host app signs them in. */
  readonly passkeys: readonly StaffPasskey[] | null;
  readonly problem: Rejection | null;
};

type Words = { readonly texts: OwnAccountTexts; readonly console: ConsoleTexts; readonly format: Format };

const API = `${consolePaths.api}/me` as const;

function Acts({ passkey, isOnly, words }: { readonly passkey: StaffPasskey; readonly isOnly: boolean; readonly words: Words }) {
  const { texts, console } = words;
  const { credentialId } = passkey;
  const at = `${API}/passkeys/${encodeURIComponent(credentialId)}`;
  const form = `name-${credentialId}`;
  return (
    <details>
      <summary>{texts.change}</summary>
      <ActForm id={form} act={`POST ${at}/name`} done="reload" said={texts.done} submit={texts.rename} tone="plain">
        <Field
          form={form}
          name="name"
          label={texts.name}
          help={texts.nameHelp}
          value={passkey.name ?? ''}
          maxLength={STAFF_LIMITS.longestPasskeyName}
          texts={console}
        />
      </ActForm>
      {isOnly ? (
        <p class="quiet">{texts.last}</p>
      ) : (
        <ActForm
          id={`remove-${credentialId}`}
          act={`POST ${at}/remove`}
          done="reload"
          said={texts.removed}
          submit={texts.remove}
          tone="danger"
          isConfirmed
        />
      )}
    </details>
  );
}

function Passkeys({ passkeys, words }: { readonly passkeys: readonly StaffPasskey[]; readonly words: Words }) {
  const { texts, format } = words;
  const isOnly = passkeys.length === 1;
  return (
    <section class="card">
      <h2>{texts.list}</h2>
      <Table
        caption={texts.list}
        isNarrow
        columns={[{ label: texts.name }, { label: texts.change }]}
        rows={passkeys.map((passkey) => ({
          id: passkey.credentialId,
          cells: [
            <span>
              <b>
                <Name>{passkey.name ?? texts.unnamed}</Name>
              </b>
              <br />
              <small>
                {[texts.made(format.date(passkey.createdAtMs)), texts.used(format.date(passkey.lastUsedAtMs))].join(texts.gap)}
              </small>
              {passkey.isBackedUp ? <p class="quiet">{texts.travels}</p> : null}
              {isOnly && !passkey.isBackedUp ? <p class="quiet">{texts.onlyOne}</p> : null}
            </span>,
            <Acts passkey={passkey} isOnly={isOnly} words={words} />,
          ],
        }))}
        empty={texts.unnamed}
      />
    </section>
  );
}

function Add({ words, count, lang }: { readonly words: Words; readonly count: number; readonly lang: ConsoleFrame['lang'] }) {
  const { texts } = words;
  const { passkeys: most } = STAFF_LIMITS;
  return (
    <section class="card">
      <h2>{texts.add}</h2>
      {count >= most ? (
        <p>{texts.full(most)}</p>
      ) : (
        <>
          <p class="quiet">{texts.addDetail}</p>
          <PasskeyForm
            lang={consoleLanguage(lang)}
            does="register"
            action={consolePaths.ownPasskeys}
            options={consolePaths.ownPasskeyOptions}
            button={texts.addButton}
          >
            <div class="field">
              <label for="passkey-name">{texts.addName}</label>
              <input
                id="passkey-name"
                name="name"
                type="text"
                maxlength={STAFF_LIMITS.longestPasskeyName}
                autocomplete="off"
                dir="auto"
              />
            </div>
          </PasskeyForm>
        </>
      )}
    </section>
  );
}

function Out({ words }: { readonly words: Words }) {
  const { texts } = words;
  return (
    <section class="card">
      <h2>{texts.out}</h2>
      <p class="quiet">{texts.outDetail}</p>
      <ActForm
        id="sign-out-everywhere"
        act={`POST ${API}/sign-out`}
        done={`go:${consolePaths.signIn}`}
        submit={texts.outButton}
        tone="danger"
        isConfirmed
      />
    </section>
  );
}

export function ownAccountPage(frame: ConsoleFrame, { passkeys, problem }: OwnAccountInput): string {
  const lang = consoleLanguage(frame.lang);
  const texts = ownAccountTextsOf(lang);
  const words = { texts, console: consoleTextsOf(lang), format: createFormat(lang) };
  return consoleDocument({
    frame,
    title: texts.title,
    script: 'passkey.js',
    children: (
      <>
        <p class="lead">{passkeys === null ? texts.elsewhere : texts.lead}</p>
        {problem ? <Problem rejection={problem} lang={lang} backTo={consolePaths.own} /> : null}
        {passkeys === null ? null : (
          <>
            <Passkeys passkeys={passkeys} words={words} />
            <Add words={words} count={passkeys.length} lang={lang} />
            <Out words={words} />
          </>
        )}
      </>
    ),
  });
}
