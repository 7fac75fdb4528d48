// Open sink: the configured receiver of events, with the secrets from their file.
import { readFile } from 'node:fs/promises';
import { ok, type Result, refused } from '#protocol';
import type { EventSink } from '../ports/event-sink.ts';
import { createHttpSink } from './http-sink.ts';
import { parseWebhookSecret } from './signature.ts';

export type SinkRefused = { readonly code: 'events.misconfigured'; readonly problem: string };

async function readLines(file: string): Promise<readonly string[] | null> {
  try {
    return (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  } catch {
    return null;
  }
}

/** @returns refused for a file that is missing or holds no secret, or one that is not `whsec_` and 24 to 64 bytes in base64. */
export async function openSink(source: {
  readonly url: string;
  readonly secretsFile: string;
}): Promise<Result<EventSink, SinkRefused>> {
  const lines = await readLines(source.secretsFile);
  const secrets = lines?.filter((line) => line !== '').map(parseWebhookSecret) ?? [];
  const sound = secrets.filter((secret) => secret !== null);
  if (sound.length === 0 || sound.length < secrets.length) {
    const problem = `${source.secretsFile}: one secret a line, whsec_ and 24 to 64 bytes in base64`;
    return refused({ code: 'events.misconfigured', problem });
  }
  return ok(createHttpSink({ url: source.url, secrets: sound, userAgent: 'unlatch' }));
}
