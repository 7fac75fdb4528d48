// Gallery server: pages with sample data at addresses of their own, under the same content policy as the gateway's.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Assets } from '../../gateway/web/assets.ts';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'";

export type GalleryServer = { readonly origin: string; close(): void };

/** @param pages HTML by path; a closed session's script goes on to its receipt, which is the English one of the pod. */
export async function serveGallery(pages: ReadonlyMap<string, string>, assets: Assets): Promise<GalleryServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const asset = assets.find(path);
    const page = pages.get(path.endsWith('/receipt') ? '/en/receipt-sleep-pod' : path);
    if (asset) response.writeHead(200, { 'content-type': asset.type }).end(asset.body);
    else if (page)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }).end(page);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
