// Queries on taken-over hosts: where labels of somebody else stand that lead to objects of ours, by their hosts alone.
import type { BooksQuery } from '../../ports/store.ts';

/** The first address from there on; the index of addresses answers it, however many there are. */
const NEXT = 'SELECT url FROM taken_over_labels WHERE url >= ? AND object_id IS NOT NULL ORDER BY url LIMIT 1';

/** Goes from host to host, and not from label to label. Addresses are stored as `URL` writes them: what follows a host is a slash. */
export async function readTakenOverHosts(books: BooksQuery, most: number): Promise<readonly string[]> {
  const hosts = new Set<string>();
  const afterSlash = String.fromCharCode('/'.charCodeAt(0) + 1);
  for (let from = ''; hosts.size < most; ) {
    const [row] = await books<{ readonly url: string }>(NEXT, [from]);
    if (!row) break;
    const { protocol, host } = new URL(row.url);
    hosts.add(host);
    from = `${protocol}//${host}${afterSlash}`;
  }
  return [...hosts];
}
