// Next command: what to type after this command, with the folder and the tenant that this one was given.
import { DATA_FLAG } from './admin-client.ts';

type Given = { readonly data: string; readonly tenant?: string | undefined };

/** As a shell reads it: one word, whatever is in it. */
const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** @param words what comes after `unlatch`, as it is typed. */
export function nextCommand(words: string, { data, tenant }: Given): string {
  const folder = data === DATA_FLAG[2] ? '' : ` --data ${quoted(data)}`;
  return `unlatch ${words}${folder}${tenant === undefined ? '' : ` --tenant ${quoted(tenant)}`}`;
}
