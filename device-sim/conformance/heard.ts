// Heard: one message of the device under test as it came, with what can be read of it before anything is believed.

export type Json = { readonly [name: string]: unknown };

export type Heard = {
  readonly atMs: number;
  readonly topic: string;
  /** What stands after `up/`, such as `hello` or `res/gw/cid`; the whole topic when it is no such topic. */
  readonly leaf: string;
  readonly bytes: Uint8Array;
  readonly isRetained: boolean;
  /** Null where the wire does not tell. */
  readonly qos: number | null;
  /** The JSON, or the payload of the JWS, not verified; null when there is none. */
  readonly body: Json | null;
  /** Header of the JWS; null when it is none. */
  readonly header: Json | null;
};

const utf8 = new TextDecoder();

function parseObject(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : null;
  } catch {
    return null;
  }
}

const fromBase64url = (part: string | undefined): string => Buffer.from(part ?? '', 'base64url').toString('utf8');

export type Arrived = Pick<Heard, 'atMs' | 'topic' | 'bytes' | 'isRetained' | 'qos'>;

export function readHeard(arrived: Arrived): Heard {
  const text = utf8.decode(arrived.bytes);
  const at = arrived.topic.indexOf('/up/');
  const leaf = at < 0 ? arrived.topic : arrived.topic.slice(at + 4);
  const isSigned = text.startsWith('e');
  const [header, payload] = text.split('.');
  return {
    ...arrived,
    leaf,
    body: parseObject(isSigned ? fromBase64url(payload) : text),
    header: isSigned ? parseObject(fromBase64url(header)) : null,
  };
}
