// Read mail: a message as it came over the wire, taken apart by hand - headers, encoded words, parts, transfer encodings.

export type ReadMail = {
  /** By lower-case name; unfolded and decoded. One that came twice is here as a list with line breaks. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  readonly html: string;
};

/** Encoded words (RFC 2047); spaces between two of them are not there. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/(=\?[^?]+\?[bqBQ]\?[^?]*\?=)\s+(?==\?)/g, '$1')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, coded: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString('utf8')
        : unquote(coded.replaceAll('_', ' ')).toString('utf8'),
    );
}

/** Quoted-printable (RFC 2045 §6.7), soft line breaks gone. */
function unquote(coded: string): Buffer {
  const joined = coded.replaceAll(/=\r?\n/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < joined.length; at += 1) {
    const hex = joined[at] === '=' ? joined.slice(at + 1, at + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else bytes.push(joined.charCodeAt(at));
  }
  return Buffer.from(bytes);
}

function split(raw: string): { readonly headers: ReadMail['headers']; readonly body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers: { [name: string]: string } = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    const value = decodeWords(line.slice(at + 1).trim());
    headers[name] = name in headers ? `${headers[name]}\n${value}` : value;
  }
  return { headers, body: raw.slice(end + 4) };
}

function decodeBody(headers: ReadMail['headers'], body: string): string {
  const how = headers['content-transfer-encoding']?.toLowerCase();
  if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return how === 'quoted-printable' ? unquote(body).toString('utf8') : body;
}

/** @param raw a multipart/alternative with a plain and an HTML part. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Error(`no parts: ${headers['content-type']}`);
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '').replace(/\r\n$/, '')));
  const partOf = (type: string): string => {
    const part = parts.find((each) => each.headers['content-type']?.startsWith(type));
    if (!part) throw new Error(`no ${type} part`);
    return decodeBody(part.headers, part.body).replaceAll('\r\n', '\n');
  };
  return { headers, text: partOf('text/plain'), html: partOf('text/html') };
}
