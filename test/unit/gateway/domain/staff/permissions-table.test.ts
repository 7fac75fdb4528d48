// Permissions table: gateway/domain/staff/README.md shows who may do what, written from the table that the gateway itself reads.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mayRole, OPERATOR_ACTS, ROLES } from '../../../../../gateway/domain/staff/permissions.ts';

const DOCUMENT = fileURLToPath(new URL('../../../../../gateway/domain/staff/README.md', import.meta.url));
const SELF = 'test/unit/gateway/domain/staff/permissions-table.test.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function documentOf(): string {
  const acts = OPERATOR_ACTS.map((act) => row([`\`${act}\``, ...ROLES.map((role) => (mayRole(role, act) ? '✓' : ''))]));
  return `# Who may do what

Every route of \`/api/v1/operator\` and every page of the console names one of these acts, and the role of whoever asks decides. Written from
[permissions.ts](permissions.ts), where a role is given or taken; a test compares the two, and this writes the table anew:

\`\`\`sh
npx vitest run --config test/vitest.config.ts ${SELF} --update
\`\`\`

${[row(['Act', ...ROLES]), row(['---', ...ROLES.map(() => ':---:')]), ...acts].join('\n')}
`;
}

test('the table of the README is the one of the gateway', async () => {
  expect(ROLES.length).toBeGreaterThan(0);
  await expect(documentOf()).toMatchFileSnapshot(DOCUMENT);
});
