// Browser: a phone's browser without JavaScript: keeps its cookies, follows links, fills in forms.
import { type Answer, ask, type Request } from './phone.ts';

export type Browser = {
  readonly origin: string;
  /** Asks with the cookies kept so far, and keeps those that come back. */
  open(path: string, request?: Request): Promise<Answer>;
  /** Sends a form as a page of this origin does. */
  submit(
    path: string,
    fields: { readonly [name: string]: string },
    headers?: { readonly [name: string]: string },
  ): Promise<Answer>;
  /** Follows redirects, at most five. */
  follow(path: string): Promise<Answer & { readonly path: string }>;
  cookies(): string;
  /** Sets a cookie by hand, as a thief would. */
  keep(name: string, value: string): void;
};

export function createBrowser(origin: string): Browser {
  const jar = new Map<string, string>();
  const cookies = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  async function open(path: string, request: Request = {}): Promise<Answer> {
    const headers = { accept: 'text/html', ...request.headers };
    const answer = await ask(origin, path, { ...request, headers, ...(jar.size > 0 ? { cookie: cookies() } : {}) });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  return {
    origin,
    open,
    cookies,
    keep: (name, value) => void jar.set(name, value),
    submit: (path, fields, headers = { origin, 'sec-fetch-site': 'same-origin' }) =>
      open(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
    async follow(path) {
      let at = path;
      for (let hops = 0; hops < 5; hops += 1) {
        const answer = await open(at);
        const location = answer.headers.get('location');
        if (location === null) return { ...answer, path: at };
        const next = new URL(location, origin);
        at = `${next.pathname}${next.search}`;
      }
      throw new Error(`${path} leads in a circle`);
    },
  };
}

/** Hidden fields of the form that is sent to `action`. */
export function fieldsOf(html: string, action: string): { [name: string]: string } {
  const start = html.indexOf(`action="${action}"`);
  if (start < 0) throw new Error(`no form to ${action}`);
  const form = html.slice(start, html.indexOf('</form>', start));
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
  const attribute = (input: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? '';
  return Object.fromEntries(inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]));
}
