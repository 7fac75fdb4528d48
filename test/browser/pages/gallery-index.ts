// Gallery index: one page that shows all pictures of the gallery, a row a page, so that a language or a width stands beside the others.
import { writeFileSync } from 'node:fs';
import { fileOf, GALLERY, type Shot } from './take-shots.ts';

const STYLE = `body{font:14px system-ui;margin:1.5rem;background:#f4f1ea;color:#15211f}section{margin:0 0 2rem}
div{display:flex;gap:.75rem;overflow-x:auto;align-items:flex-start}figure{margin:0;flex:none}
img{display:block;height:420px;width:auto;max-width:640px;object-fit:cover;object-position:top;border:1px solid #ded9cd;background:#fff}`;

/** Names of pages, languages and numbers of our own: nothing that anybody typed. */
export function writeIndex(shots: readonly Shot[]): void {
  const names = [...new Set(shots.map(({ name }) => name))];
  const picture = (shot: Shot): string => {
    const said = `${shot.lang}, ${shot.width} px${shot.isDark ? ', dark' : ''}`;
    return `<figure><a href="${fileOf(shot)}"><img loading="lazy" src="${fileOf(shot)}" alt="${shot.name}: ${said}"></a><figcaption>${said}</figcaption></figure>`;
  };
  const rows = names.map((name) => {
    const [first, ...rest] = shots.filter((shot) => shot.name === name);
    const pictures = first ? [first, ...rest].map(picture).join('') : '';
    return `<section><h2>${name} <small>${first?.who ?? 'sample data'}</small></h2><div>${pictures}</div></section>`;
  });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>${STYLE}</style>
<h1>${shots.length} pictures of ${names.length} pages</h1>${rows.join('\n')}</html>`;
  writeFileSync(`${GALLERY}index.html`, html);
}
