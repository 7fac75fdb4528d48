// Device parts: what the pages about devices share - their words, how a device stands, and what it moves.
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { consolePaths } from './console-paths.ts';
import type { ConsoleFrame } from './frame.tsx';
import { type DeviceTexts, enDevices } from './text/en-devices.ts';
import { consoleLanguage } from './text/shape.ts';
import { zhHansDevices } from './text/zh-hans-devices.ts';

const TEXTS = { en: enDevices, 'zh-Hans': zhHansDevices } as const;

export type View = { readonly frame: ConsoleFrame; readonly texts: DeviceTexts; readonly format: Format };

export function viewOf(frame: ConsoleFrame): View {
  const lang = consoleLanguage(frame.lang);
  return { frame, texts: TEXTS[lang], format: createFormat(lang, frame.venue?.zone) };
}

export type Moved = { readonly objectId: string; readonly name: string };
export type ShownDevice = {
  readonly deviceId: string;
  readonly kind: string;
  readonly hasKey: boolean;
  readonly isUnsigned: boolean;
  readonly isOnline: boolean;
  readonly lastSeenAtMs: number | null;
  readonly objects: readonly Moved[];
};

export const kindLabel = ({ frame }: View, kind: string): string => kindWordsOf(textsOf(consoleLanguage(frame.lang)), kind).label;

export function Standing({ device, texts }: { readonly device: Omit<ShownDevice, 'objects'>; readonly texts: DeviceTexts }) {
  if (device.isOnline) return <span class="badge badge-good">{texts.online}</span>;
  if (device.isUnsigned) return <span class="badge">{texts.unsigned}</span>;
  if (!device.hasKey) return <span class="badge badge-info">{texts.noKey}</span>;
  return <span class="badge badge-warn">{texts.offline}</span>;
}

export function ObjectLinks({ objects, texts }: { readonly objects: readonly Moved[]; readonly texts: DeviceTexts }) {
  if (objects.length === 0) return <span class="quiet">{texts.nothing}</span>;
  return (
    <>
      {objects.map(({ objectId, name }, at) => (
        <>
          {at > 0 ? ', ' : ''}
          <a href={consolePaths.object(objectId)}>
            <Name>{name}</Name>
          </a>
        </>
      ))}
    </>
  );
}
