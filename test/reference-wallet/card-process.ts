// The reference card provider as a process of its own: keeps its database in a folder, and says where it listens.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createReferenceCardProvider } from './card-provider.ts';
import { runUntilEnded, startFaults } from './process-life.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string', default: '0' },
    'secret-key': { type: 'string', default: 'sk_test_reference' },
    'webhook-secret': { type: 'string', default: 'whsec_reference' },
    'webhook-url': { type: 'string' },
    seed: { type: 'string' },
    rates: { type: 'string' },
    'wait-ms': { type: 'string', default: '0' },
    'with-parent': { type: 'boolean', default: false },
  },
});
if (values.folder === undefined) throw new Error('--folder: where its database is kept');
const folder = resolve(values.folder);
mkdirSync(folder, { recursive: true });
const provider = await createReferenceCardProvider({
  path: join(folder, 'card.sqlite'),
  port: Number(values.port),
  secretKey: values['secret-key'],
  webhookSecret: values['webhook-secret'],
});
startFaults(provider, values);
runUntilEnded(provider, values['with-parent'], { url: provider.url });
