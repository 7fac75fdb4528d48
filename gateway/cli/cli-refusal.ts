// CLI refusal: what a command says on its way out - code, what happened, what to do next - and files that it cannot read.
import { readFile } from 'node:fs/promises';

export class CliRefusal extends Error {
  override name = 'CliRefusal';
}

export function refusal(code: string, sentence: string, nextStep: string): CliRefusal {
  return new CliRefusal(visible(`${code}: ${sentence}. Next: ${nextStep}.`));
}

/** @throws CliRefusal `file.unreadable` with the reason of the system. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw refusal('file.unreadable', `${file} cannot be read (${reason})`, 'Check the path and its permissions');
  }
}

/** What strangers wrote may hold escape sequences: the terminal gets them as visible text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
