// Turns the tables of areas, doors and packages into rules for dependency-cruiser, and runs them over a tree.
import { cruise, type ICruiseResult, type IRegularForbiddenRuleType } from 'dependency-cruiser';
import { areas, doors, packageHomes, pureParts } from './rules.ts';

const ours = '^(\\.ci|firmware-protocol|qr|gateway|device-sim|test)/';
const shipped = '^(firmware-protocol|qr|gateway|device-sim)/';
const inPackage = (name: string): string => `(^|/)node_modules/(@types/)?${name}/`;

type Rule = IRegularForbiddenRuleType;

const error = (name: string, from: Rule['from'], to: Rule['to']): Rule => ({ name, severity: 'error', from, to });

/** Rules of imports 1 and 2: who may know whom. A file is judged by the first area that it belongs to. */
const areaRules = areas.map((area, at) => {
  const earlier = areas.slice(0, at).map(({ path }) => path);
  const from = earlier.length === 0 ? { path: area.path } : { path: area.path, pathNot: earlier };
  return error(`${area.name} imports only what it may`, from, { path: ours, pathNot: [area.path, ...area.may] });
});

/** Rule of imports 4: across folders by name. */
const doorRules = doors.map(({ name, folder }) =>
  error(
    `other folders reach ${folder} as ${name}`,
    { pathNot: [`^${folder}/`, '^test/'] },
    { path: `^${folder}/index\\.ts$`, dependencyTypesNot: ['aliased-subpath-import'] },
  ),
);

/** Rule of imports 3: one home per package, and no package without one. */
const packageRules = [
  ...Object.entries(packageHomes).map(([name, home]) =>
    error(`${name} has one home`, { path: shipped, pathNot: home }, { path: inPackage(name) }),
  ),
  error(
    'every npm package has a home',
    { path: shipped },
    { path: '(^|/)node_modules/', pathNot: Object.keys(packageHomes).map(inPackage) },
  ),
];

const pureRules = pureParts.map(({ name, path, nodeModules }) =>
  error(`${name} reaches no machine`, { path }, { dependencyTypes: ['core'], pathNot: nodeModules }),
);

const importRules: readonly Rule[] = [
  error('no cycles', {}, { circular: true }),
  error('every import resolves', { path: ours }, { couldNotResolve: true }),
  ...areaRules,
  ...doorRules,
  ...packageRules,
  ...pureRules,
];

export type Violation = { readonly rule: string; readonly from: string; readonly to: string };

/** Judges every file below `folders` of the tree at `baseDir`; type-only imports count. */
export async function judgeImports(
  baseDir: string,
  folders: readonly string[],
): Promise<{ judged: number; violations: Violation[] }> {
  const { output } = await cruise(
    [...folders],
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: [...importRules] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^(gateway/web/assets|test/output)/' },
      enhancedResolveOptions: {
        conditionNames: ['import', 'node', 'default', 'types'],
        exportsFields: ['exports'],
        extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      },
    },
    {},
  );
  const { summary } = output as ICruiseResult;
  return {
    judged: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
