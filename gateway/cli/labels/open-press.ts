// Open press: the label press with the fonts that ship, and the one that an operator gives for letters that those lack.
import { readFile } from 'node:fs/promises';
import { type LabelPress, openLabelPress } from '#qr';
import { refusal } from '../cli-refusal.ts';

export async function openPress(font: string | undefined): Promise<LabelPress> {
  const bytes = font === undefined ? null : await readFont(font);
  const press = await openLabelPress(bytes);
  if (press.ok) return press.value;
  throw refusal(press.error.code, `${font} is no font that can be read`, 'Give a TTF, OTF or WOFF file of one font');
}

async function readFont(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw refusal('file.unreadable', `${file} cannot be read (${reason})`, 'Check the path and its permissions');
  }
}
