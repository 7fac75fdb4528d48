// Terms page: the terms of use, readable by anybody; and the page that asks once for terms that have changed.
import type { ShownTerms } from '../../domain/account/account-decide.ts';
import type { TermsEdition, TermsText } from '../../domain/account/terms.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { textsOf } from '../text/texts.ts';
import { Icon } from './icons.tsx';
import { PressForm, Problem } from './parts.tsx';

/** Enough of it to tell two versions apart. */
const VERSION_LETTERS = 10;

/** The operator's own words: in the language that they wrote them in, which may not be the reader's. */
function Terms({ text }: { readonly text: TermsText }) {
  return (
    <article id="terms" class="card terms" lang={text.language}>
      {text.blocks.map(({ is, text: words }) => (is === 'heading' ? <h2>{words}</h2> : <p>{words}</p>))}
    </article>
  );
}

export type TermsPageInput = Frame & {
  readonly edition: Pick<TermsEdition, 'version'>;
  readonly text: TermsText;
  /** Where the reader came from; null where that is not known. */
  readonly backHref: string | null;
};

/** GET /terms. */
export function termsPage(input: TermsPageInput): string {
  const { lang, edition, text, backHref } = input;
  const texts = textsOf(lang);
  return renderDocument({
    frame: input,
    title: texts.account.termsTitle,
    page: 'terms',
    own: { style: 'account.css' },
    children: (
      <main class="page" data-now={input.nowMs} data-whole>
        <h1>{texts.account.termsTitle}</h1>
        <Terms text={text} />
        <p class="quiet">{texts.account.termsVersion(edition.version.slice(0, VERSION_LETTERS))}</p>
        {backHref === null ? null : (
          <a id="back" class="press press-plain" href={backHref}>
            {texts.account.termsBack}
          </a>
        )}
      </main>
    ),
  });
}

export type AcceptTermsPageInput = Frame & {
  readonly text: TermsText;
  readonly shown: ShownTerms;
  readonly returnTo: string;
  readonly formKey: string;
  readonly problem: Rejection | null;
};

/** GET /terms/accept. */
export function acceptTermsPage(input: AcceptTermsPageInput): string {
  const { lang, text, shown, returnTo, formKey, problem } = input;
  const texts = textsOf(lang);
  const hidden = { return: returnTo, terms: shown.version, language: shown.language };
  return renderDocument({
    frame: input,
    title: texts.account.changedTitle,
    page: 'accept-terms',
    own: { style: 'account.css' },
    children: (
      <main class="page" data-now={input.nowMs} data-whole>
        <h1>{texts.account.changedTitle}</h1>
        <p class="explain">{texts.account.changedDetail}</p>
        {problem ? <Problem rejection={problem} lang={lang} backTo={returnTo} /> : null}
        <Terms text={text} />
        <div class="reach">
          <PressForm id="accept" action={paths.acceptTerms} formKey={formKey} hidden={hidden}>
            <button id="accept-button" class="press press-main" type="submit">
              {texts.account.accept}
              <Icon name="forward" />
            </button>
          </PressForm>
          <a class="press press-plain" href={paths.home}>
            {texts.account.notNow}
          </a>
        </div>
      </main>
    ),
  });
}
