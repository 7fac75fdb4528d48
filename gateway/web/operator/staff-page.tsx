// Staff page: what the pages of staff share - the frame, a field that is typed into or filled by the camera, and a listed object.
import type { Child } from 'hono/jsx';
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { Icon } from '../phone/icons.tsx';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import type { AttachTexts } from './en-attach.ts';

/** What the script works with; each address is of this origin. */
export type StaffScanner = {
  readonly decoder: string;
  readonly wasm: string;
  readonly sample: { readonly text: string; readonly size: number; readonly modules: string };
};

export type ShownObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly labels: number;
};

export type StaffFrame = Frame & {
  readonly tenantId: string;
  readonly scanner: StaffScanner;
  readonly problem: Rejection | null;
};

export function Shell({
  input,
  texts,
  children,
}: {
  readonly input: StaffFrame;
  readonly texts: AttachTexts;
  readonly children: Child;
}) {
  const { scanner } = input;
  return (
    <main
      class="page"
      data-now={input.nowMs}
      data-decoder={scanner.decoder}
      data-wasm={scanner.wasm}
      data-sample-text={scanner.sample.text}
      data-sample-size={scanner.sample.size}
      data-sample-modules={scanner.sample.modules}
    >
      <div class="staff">
        <span>{texts.staffOf(plainName(input.tenantId))}</span>
        <form method="post" action={paths.attachSignOut}>
          <button id="sign-out" class="press-text" type="submit">
            {texts.signOut}
          </button>
        </form>
      </div>
      {children}
      <Reading texts={texts} />
    </main>
  );
}

/** The camera's picture and what may be said of it; the script moves it to the field that is scanned for. */
function Reading({ texts }: { readonly texts: AttachTexts }) {
  return (
    <div id="reading" hidden>
      <div class="view" data-on="on">
        <video id="video" muted playsinline aria-label={texts.looking}></video>
        <div class="view-frame" aria-hidden="true"></div>
        <div class="view-tools">
          <button id="camera-off" class="tool" type="button">
            {texts.cameraOff}
          </button>
        </div>
      </div>
      <p
        id="read-said"
        class="quiet"
        role="status"
        data-looking={texts.looking}
        data-no-camera={texts.noCamera}
        data-nothing-read={texts.nothingRead}
        data-no-reader={texts.noReader}
      ></p>
    </div>
  );
}

/** A field that can be typed into, and, with script, filled by the camera. */
export function CodeField(props: {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly value?: string;
  readonly scan: string;
  readonly send: string;
  readonly texts: AttachTexts;
}) {
  const { id, name, label, help, value, scan, send, texts } = props;
  return (
    <>
      <div class="only-script scan-tools">
        <button class="press press-main" type="button" data-scan={id}>
          <Icon name="scan" />
          {scan}
        </button>
        <label class="press press-plain">
          {texts.photo}
          <input class="unseen" type="file" accept="image/*" data-photo={id} />
        </label>
      </div>
      <label for={id}>{label}</label>
      <input
        id={id}
        class="letters"
        name={name}
        type="text"
        value={value}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="next"
        maxlength={2_048}
        aria-describedby={help ? `${id}-help` : undefined}
        required
      />
      {help ? (
        <p class="quiet" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <button class="press press-second" type="submit">
        {send}
      </button>
    </>
  );
}

export function Where({ object }: { readonly object: ShownObject }) {
  return (
    <span class="quiet">
      <Name>{object.venueName}</Name> · <Name>{object.placeName}</Name>
    </span>
  );
}

export function staffDocument(input: Frame, title: string, children: Child): string {
  return renderDocument({ frame: input, title, page: 'attach', own: { style: 'attach.css', script: 'attach.js' }, children });
}
