// The rules of the house as one table; the tests beside it only read it.

/** Everything the repository's top level may hold, and must. */
export const rootEntries = [
  '.ci',
  '.env.example',
  '.gitignore',
  'LICENSE',
  'README.md',
  'biome.json',
  'device-sim',
  'firmware-protocol',
  'gateway',
  'package-lock.json',
  'package.json',
  'qr',
  'test',
  'tsconfig.json',
] as const;

/** What a working copy may hold besides, because git never sees it. */
export const untracked = /^(\.git|node_modules|dist|output|\.unlatch|\.env|\.idea|\.vscode|__pycache__|\.DS_Store|.*\.tgz)$/;

export const houseFolders = ['firmware-protocol', 'qr', 'gateway', 'device-sim', 'test'] as const;
export const shippedFolders = ['firmware-protocol', 'qr', 'gateway', 'device-sim'] as const;

export const sourceExtensions = ['.ts', '.tsx', '.mjs', '.js', '.c', '.h', '.css'] as const;
export const maxLines = 400;
export const forbiddenFolders = ['docs', 'src', 'packages', 'scripts'] as const;
/** Words that say nothing of what is inside, as a whole word of a file's or folder's name. */
export const emptyWords = /(^|[-.])(utils?|helpers?|managers?|services?|common)([-.]|$)/;
export const kebabName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
/** The files whose name others fix. */
export const givenNames = ['README.md', 'CHANGELOG.md', 'INTEGRATE.md', 'LICENSE', 'Dockerfile', 'Makefile', 'OFL.txt'] as const;

// ---------------------------------------------------------------------------------------------------------------- imports

/** One area of the house: a file belongs to the first area whose `path` matches, and imports only itself and `may`. */
export type Area = { readonly name: string; readonly path: string; readonly may: readonly string[] };

const protocol = '^firmware-protocol/index\\.ts$';
const qr = '^qr/index\\.ts$';
const sim = '^device-sim/index\\.ts$';
const domain = '^gateway/domain/';
const ports = '^gateway/ports/';
/** The rooms around the journey wake its steps (gateway/decisions/0001). */
const journey = '^gateway/journey/';
const steps = '^gateway/(journey|during|devices|upkeep|operator)/';
/** Named questions over the port `BooksQuery`: steps ask them by name, and know no table. */
const queries = '^gateway/storage/queries/';
const referenceWallets = '^gateway/wallet/reference/';
const doorFiles = '^gateway/(main|compose|compose-core|config|index|start-refused)\\.ts$';

export const areas: readonly Area[] = [
  { name: 'firmware-protocol', path: '^firmware-protocol/', may: [] },
  { name: 'qr', path: '^qr/', may: [protocol] },
  { name: 'device-sim', path: '^device-sim/', may: [protocol] },
  { name: 'gateway/domain', path: domain, may: [protocol] },
  { name: 'gateway/ports', path: ports, may: [protocol, domain] },
  { name: 'gateway/journey', path: '^gateway/journey/', may: [protocol, qr, domain, ports] },
  { name: 'gateway/during', path: '^gateway/during/', may: [protocol, domain, ports, journey, queries] },
  { name: 'gateway/devices', path: '^gateway/devices/', may: [protocol, domain, ports, journey] },
  { name: 'gateway/upkeep', path: '^gateway/upkeep/', may: [protocol, qr, domain, ports, journey, queries] },
  { name: 'gateway/operator', path: '^gateway/operator/', may: [protocol, qr, domain, ports, journey, queries] },
  { name: 'gateway/storage/queries', path: queries, may: [protocol, domain, ports, '^gateway/storage/rows/'] },
  { name: 'gateway/storage', path: '^gateway/storage/', may: [protocol, domain, ports] },
  { name: 'gateway/paper', path: '^gateway/paper/', may: [protocol, domain, ports, queries] },
  // Draws labels, whoever asks: the owner's command or the API.
  { name: 'gateway/printing', path: '^gateway/printing/', may: [protocol, qr] },
  { name: 'gateway/mqtt', path: '^gateway/mqtt/', may: [protocol, domain, ports, steps] },
  // A device's side of the wire: it knows the contract, and of the gateway what its owner is told.
  { name: 'gateway/doctor', path: '^gateway/doctor/', may: [protocol] },
  // Stand-ins know the published rules and nothing of the adapters that they are to find out (gateway/decisions/0007).
  { name: 'gateway/wallet/reference', path: referenceWallets, may: [protocol, '^gateway/storage/sqlite/library\\.ts$'] },
  { name: 'gateway/wallet', path: '^gateway/wallet/(?!reference/)', may: [protocol, domain, ports] },
  { name: 'gateway/webhooks', path: '^gateway/webhooks/', may: [protocol, domain, ports] },
  // Mails are worded as the pages are: the same languages, formats and addresses.
  { name: 'gateway/mail', path: '^gateway/mail/', may: [protocol, domain, ports, '^gateway/web/'] },
  {
    name: 'gateway/http/routes',
    path: '^gateway/http/routes/',
    may: [protocol, qr, domain, ports, steps, '^gateway/http/', '^gateway/web/', '^gateway/printing/'],
  },
  { name: 'gateway/http', path: '^gateway/http/', may: [protocol, domain, ports, steps, '^gateway/(web|paper)/'] },
  { name: 'gateway/web', path: '^gateway/web/', may: [protocol, domain, ports] },
  { name: 'gateway/timer', path: '^gateway/timer/', may: [protocol, domain, ports, steps] },
  { name: 'gateway/telemetry', path: '^gateway/telemetry/', may: [protocol, domain, ports] },
  {
    name: 'gateway/cli',
    path: '^gateway/cli/',
    // A host checks its own wallet with the very kit that ships.
    may: [
      protocol,
      qr,
      sim,
      '^(qr|device-sim)/cli\\.ts$',
      domain,
      ports,
      doorFiles,
      '^gateway/(wallet/host|doctor|printing)/',
      referenceWallets,
    ],
  },
  {
    name: 'gateway/compose',
    path: '^gateway/compose(-core|-receivers|-console|-books|-identities|-keys|-steps|-tag-keys|-labels|-watch|-devices|-tls|-persons|-wallets)?\\.ts$',
    may: [protocol, qr, '^gateway/(?!cli/|main\\.ts|wallet/reference/)'],
  },
  { name: 'gateway/start-refused', path: '^gateway/start-refused\\.ts$', may: [] },
  { name: 'gateway/config', path: '^gateway/config\\.ts$', may: [protocol, domain] },
  {
    name: 'gateway/main and index',
    path: '^gateway/(main|index)\\.ts$',
    may: [protocol, domain, ports, '^gateway/(compose|compose-core|compose-identities|config|index|start-refused)\\.ts$'],
  },
  { name: 'test', path: '^test/', may: ['^(firmware-protocol|qr|gateway|device-sim)/', '^package\\.json$'] },
  { name: '.ci', path: '^\\.ci/', may: [] },
];

/** The doors that other folders reach by `#name` and never by a relative path. */
export const doors = [
  { name: '#protocol', folder: 'firmware-protocol' },
  { name: '#qr', folder: 'qr' },
  { name: '#sim', folder: 'device-sim' },
] as const;

/** One home per npm package: only files that match may import it (tests may import anything). */
export const packageHomes: Readonly<Record<string, string>> = {
  '@hono/node-server': '^(gateway/http|device-sim/live-page)/',
  '@hono/zod-openapi': '^gateway/http/',
  '@simplewebauthn/server': '^gateway/http/passkeys/',
  '@resvg/resvg-wasm': '^qr/labels/draw-bitmap\\.ts$',
  aedes: '^gateway/mqtt/(broker|desk)\\.ts$',
  'better-sqlite3': '^gateway/storage/sqlite/',
  commander: '^(gateway/cli/|qr/cli\\.ts$|device-sim/cli\\.ts$)',
  'csv-parse': '^gateway/operator/read-object-list\\.ts$',
  fontkit: '^qr/labels/typeface\\.ts$',
  hono: '^(gateway/(http|web)|device-sim/live-page)/',
  jose:
    '^(qr/(sign|verify|keys|key-file)\\.ts$|firmware-protocol/signing\\.ts$|gateway/http/(token-claims|person-tokens)\\.ts$|gateway/wallet/host/' +
    '|gateway/mqtt/authorize-client\\.ts$|gateway/cli/demo/issuer\\.ts$)',
  mqtt: '^(gateway/(mqtt|doctor)/|device-sim/(links|conformance/sockets)/)',
  'mqtt-packet': '^device-sim/conformance/sockets/',
  'node-cron': '^gateway/timer/',
  nodemailer: '^gateway/mail/',
  pdfkit: '^qr/labels/draw-pdf\\.ts$',
  pg: '^gateway/storage/postgres/',
  pino: '^gateway/telemetry/',
  'prom-client': '^gateway/telemetry/',
  qrcode: '^qr/render\\.ts$',
  rapidoc: '^gateway/http/',
  stripe: '^gateway/wallet/card/',
  zod: '^(firmware-protocol/(messages/|(schemas|codec)\\.ts$)|gateway/http/routes/|gateway/config\\.ts$|gateway/wallet/)',
  ws: '^gateway/mqtt/listeners/',
  yazl: '^qr/labels/label-zip\\.ts$',
  'zxing-wasm': '^qr/read\\.ts$',
};

/** Parts that reach no machine: which of Node's own modules they may use. */
export const pureParts = [
  { name: 'firmware-protocol', path: '^firmware-protocol/', nodeModules: '^(node:)?(assert|buffer|crypto|util)$' },
  { name: 'gateway/domain', path: domain, nodeModules: '^(node:)?(assert|buffer|crypto|util)$' },
] as const;

// ------------------------------------------------------------------------------------------------------------------- text

/** A text that must not occur; `caught` and `fine` prove that the rule can fail and does not fail too much. */
export type TextRule = {
  readonly name: string;
  readonly files: RegExp;
  readonly except?: RegExp;
  readonly pattern: RegExp;
  readonly caught: string;
  readonly fine: string;
};

const shippedCode = /^(firmware-protocol|qr|gateway|device-sim)\/.*\.(ts|tsx)$/;
const anyCode = /^(firmware-protocol|qr|gateway|device-sim|test)\/.*\.(ts|tsx|js|mjs)$/;
const testFiles = /^test\/.*\.test\.tsx?$/;

export const textRules: readonly TextRule[] = [
  {
    name: 'process.env is read once, in gateway/main.ts',
    files: shippedCode,
    except: /^gateway\/main\.ts$/,
    pattern: /\bprocess\.env\b|\benv\b.*\bfrom 'node:process'/,
    caught: 'const port = process.env.PORT;',
    fine: 'spawn(process.execPath, words)',
  },
  {
    name: 'pure parts have no clock, chance or timer of their own',
    files: /^(firmware-protocol|gateway\/domain)\/.*\.ts$/,
    pattern:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|(?<!\.)\brandom(UUID|Bytes)\(|\bcrypto\.random|\bperformance\.now\b/,
    caught: 'const now = Date.now();',
    fine: 'const at = new Date(atMs).toISOString();',
  },
  {
    name: 'the domain does not await',
    files: /^gateway\/domain\/.*\.ts$/,
    pattern: /^(?!\s*(\/\/|\/?\*)).*(\bawait\b|\basync\b|\bPromise<)/,
    caught: 'const hold = await place();',
    fine: '// The caller awaits: async reads come before the decision.',
  },
  {
    name: 'SQL stands in gateway/storage',
    files: shippedCode,
    // The reference wallets are other programs, each with a database of its own (gateway/decisions/0007).
    except: /^gateway\/(storage|wallet\/reference)\//,
    pattern: /\bSELECT\s+['"\w*(]|\b(INSERT|REPLACE) INTO\b|\bDELETE FROM\b|\bUPDATE \w+ SET\b|\b(CREATE|ALTER|DROP) TABLE\b/,
    caught: "const CLAIM = 'SELECT session_id FROM claims WHERE claim_id = ?';",
    fine: "import { readSessionOfClaim } from '../storage/queries/claims.ts';",
  },
  {
    name: 'the books are asked by the queries that have names, in gateway/storage/queries',
    files: shippedCode,
    except: /^gateway\/storage\//,
    pattern: /\bbooks(<.*>)?\(/,
    caught: 'const [row] = await store.books<Row>(LAST_LINK, [position]);',
    fine: 'const row = await readLastLink(store.books);',
  },
  {
    name: 'no classes, errors aside',
    files: shippedCode,
    pattern: /^\s*(export )?(default )?(abstract )?class \w+\b(?!(<\w+>)? extends \w*Error\b)/,
    caught: 'export class HoldStore {',
    fine: 'export class Unavailable extends Error {',
  },
  {
    name: 'no I prefix',
    files: shippedCode,
    pattern: /\b(interface|type|class) I[A-Z][a-z]/,
    caught: 'export interface IStore {',
    fine: 'export type Ids = (prefix: string) => string;',
  },
  {
    name: 'money is held and captured, never "charged"',
    files: shippedCode,
    // The provider's own names for its events and objects.
    except: /^gateway\/wallet\/(card\/stripe-names|reference\/card-(acts|books))\.ts$/,
    pattern: /\b[Cc]harged?\b|\b[Cc]harges\b|[a-z]Charge\b|\bcharge[A-Z]/,
    caught: 'const chargeMinor = 5n;',
    fine: 'const chargerId = object.id;',
  },
  {
    name: 'nothing is left for later',
    files: anyCode,
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    caught: '// TODO: price it',
    fine: "const todo = 'todo';",
  },
  {
    name: 'no test is left out in silence: skipIf only, with "(needs ...)" in its title',
    files: testFiles,
    pattern:
      /\b(test|it|describe|suite|bench)(\.\w+)*\.(skip|only|todo|fails)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(|\.runIf\(/,
    caught: "test.skip('opens the pod', () => {});",
    fine: "test.skipIf(!chromium)('opens the pod (needs Chromium)', () => {});",
  },
  {
    name: 'a skipIf says in the title what it needs',
    files: testFiles,
    pattern: /\bskipIf\((?!.*\(needs )/,
    caught: "test.skipIf(!chromium)('opens the pod', () => {});",
    fine: "test.skipIf(!chromium)('opens the pod (needs Chromium)', () => {});",
  },
  {
    name: 'titles are in the present tense',
    files: testFiles,
    pattern: /\b(test|it|describe)(\.\w+)*\(\s*['"`][^'"`]*\bshould\b/,
    caught: "test('should open the pod', () => {});",
    fine: "test('opens the pod', () => {});",
  },
  {
    name: 'no mock of our own code',
    files: testFiles,
    pattern: /\bvi\.(mock|doMock|hoisted|spyOn)\b/,
    caught: "vi.mock('../../gateway/domain/money.ts');",
    fine: 'const clock = createHandClock(0);',
  },
  {
    name: 'no test sleeps',
    files: testFiles,
    pattern: /from 'node:timers\/promises'|new Promise\([^)]*\)?\s*=>\s*\{?\s*setTimeout\(/,
    caught: 'await new Promise((done) => setTimeout(done, 50));',
    fine: "await once(server, 'listening');",
  },
  {
    name: "no absolute path of somebody's machine",
    files: /\.(ts|tsx|js|mjs|json|md|css|sql|c|h|yaml|yml|sh)$|^\.ci\/run$/,
    except: /^package-lock\.json$/,
    pattern: /(?<![\w.:/)}`-])\/(work|home|Users|root|tmp)\/[\w.-]|\.\.\/shared\b|\b[A-Z]:\\\\?Users/,
    caught: "const file = '/home/ann/unlatch.sqlite';",
    fine: "const page = 'https://example.com/home/x';",
  },
];

// --------------------------------------------------------------------------------------------------------------- commands

/** Commands in README files whose flags we do not check; files of ours that they name must exist all the same. */
export const foreignCommands = [
  ...['bash', 'node', 'tsx', 'vitest'],
  ...['cat', 'cc', 'cd', 'curl', 'docker', 'git', 'make', 'mosquitto_pub', 'mosquitto_sub', 'open', 'openssl'],
];
