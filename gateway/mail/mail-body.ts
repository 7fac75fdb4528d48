// Mail body: the same few blocks as plain text and as HTML; nothing in them comes from elsewhere, and no picture is fetched.

export type Block =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'lead'; readonly text: string }
  /** To be typed: large, by itself on its line. */
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'rows'; readonly rows: readonly (readonly [label: string, value: string])[] }
  /** Where to go on; the first of a mail is its main one. */
  | { readonly is: 'link'; readonly label: string; readonly href: string }
  | { readonly is: 'small'; readonly text: string };

const ENTITIES: { readonly [letter: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for attribute values in double quotes alike. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}

function plainBlock(block: Block): string {
  switch (block.is) {
    case 'rows':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'link':
      return `${block.label}:\n${block.href}`;
    case 'code':
      return `    ${block.text}`;
    default:
      return block.text;
  }
}

export function plainOf(blocks: readonly Block[]): string {
  return `${blocks.map(plainBlock).join('\n\n')}\n`;
}

/** Mail programs read no style sheets: each piece carries its own few words of style. */
const STYLES = {
  page: 'margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif',
  sheet: 'max-width:32em;margin:0 auto',
  lead: 'font-size:20px;font-weight:600;margin:0 0 16px',
  code: 'font-size:32px;font-weight:700;letter-spacing:6px;margin:16px 0;font-family:ui-monospace,Menlo,Consolas,monospace',
  label: 'padding:4px 16px 4px 0;vertical-align:top;text-align:start;font-weight:400;opacity:.75',
  value: 'padding:4px 0;vertical-align:top;text-align:start;font-weight:600',
  press:
    'display:inline-block;padding:12px 20px;border-radius:10px;background:#0f5b4f;color:#ffffff;font-weight:600;text-decoration:none',
  small: 'font-size:13px;opacity:.75;margin:24px 0 0',
} as const;

/** A name among the words of another direction stays where it is: each piece is a stretch of its own (UAX 9). */
const bdi = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

function htmlBlock(block: Block, isMain: boolean): string {
  switch (block.is) {
    case 'rows':
      return `<table role="presentation" style="border-collapse:collapse;margin:0 0 16px">${block.rows
        .map(
          ([label, value]) =>
            `<tr><td style="${STYLES.label}">${bdi(label)}</td><td style="${STYLES.value}">${bdi(value)}</td></tr>`,
        )
        .join('')}</table>`;
    case 'link':
      return `<p><a href="${escapeHtml(block.href)}"${isMain ? ` style="${STYLES.press}"` : ''}>${escapeHtml(block.label)}</a></p>`;
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    default:
      return `<p style="${STYLES[block.is]}">${escapeHtml(block.text)}</p>`;
  }
}

export function htmlOf(blocks: readonly Block[], about: { readonly lang: string; readonly title: string }): string {
  const main = blocks.find(({ is }) => is === 'link');
  const body = blocks.map((block) => htmlBlock(block, block === main)).join('\n');
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(about.lang)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(about.title)}</title></head>`,
    `<body style="${STYLES.page}"><div style="${STYLES.sheet}">`,
    body,
    '</div></body></html>',
    '',
  ].join('\n');
}
