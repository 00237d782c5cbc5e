// The arrows of the packages. Whoever may import whom is one table; the rest are rules about kinds of files.
const order = ['kernel', 'subsystems', 'governance', 'models', 'engine', 'sdk', 'runtime'];
const below = (name) => order.slice(0, order.indexOf(name)).map((lower) => `packages/${lower}`);
const contracts = ['packages/kernel', 'packages/subsystems'];
const pluggable = ['packages/components', 'packages/extras/[^/]+', 'packages/connectors/[^/]+'];
const everyPackage = ['packages/.+'];

const mayImport = {
  'packages/protocol': [],
  'packages/kernel': [],
  'packages/subsystems': [...below('subsystems'), 'packages/protocol'],
  'packages/governance': [...below('governance'), 'packages/protocol'],
  'packages/models': [...below('models'), 'packages/protocol'],
  'packages/engine': [...below('engine'), 'packages/protocol'],
  'packages/sdk': [...below('sdk'), 'packages/protocol', 'packages/components'],
  'packages/runtime': [...below('runtime'), 'packages/protocol', ...pluggable],
  'packages/components': [...contracts, 'packages/protocol'],
  'packages/connectors/[^/]+': [...contracts, 'packages/protocol'],
  'packages/extras/[^/]+': [...contracts, 'packages/protocol'],
  'packages/testkit': [...contracts, 'packages/protocol'],
  'packages/compat/[^/]+': everyPackage,
  'apps/studio': ['packages/protocol'],
  'apps/(?!studio/)[^/]+': everyPackage,
  examples: everyPackage,
};

const ours = '^(packages|apps|examples|tooling|benchmarks)/';
const tests = ['\\.test\\.ts$', '^(packages|apps)/.+/test/', '^(docs|tooling|examples)/'];
const lawsAndTesting = '^packages/.+/(laws|testing)(\\.ts$|/)';
const providerSpec = 'node_modules/@ai-sdk/provider/';
const nodeModules = '(^|/)node_modules/';

/** A capture that two parts of a rule share: the package a file belongs to. */
const anyPackage = '^(packages/(?:connectors/|extras/|compat/)?[^/]+|apps/[^/]+)/';

const arrows = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `arrow-${folder.replace(/^(packages|apps)\//, '').replace(/\W.*/, '') || 'apps'}`,
  comment: `${folder} may import ${allowed.join(', ') || 'no other package'}.`,
  severity: 'error',
  from: { path: `^(${folder})/` },
  // `$1` keeps a connector from importing its neighbour. The test kit has rules of its own.
  to: { path: ours, pathNot: ['^$1/', '^packages/testkit/', ...allowed.map((target) => `^${target}/`)] },
}));

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    ...arrows,
    rule('kernel-alone', 'The kernel imports nothing outside itself.', { path: '^packages/kernel/', pathNot: tests }, { pathNot: '^packages/kernel/' }),
    rule('protocol-alone', 'The protocol imports nothing.', { path: '^packages/protocol/', pathNot: tests }, { pathNot: '^packages/protocol/' }),
    rule('contracts-without-clients', 'Subsystems and components use no third-party package.', { path: '^packages/(subsystems|components)/', pathNot: tests }, { path: nodeModules, pathNot: providerSpec }),
    rule('provider-spec-in-one-file', 'Only the LLM contract imports the provider specification.', { pathNot: '^packages/subsystems/src/llm/contract\\.ts$' }, { path: providerSpec }),
    rule('provider-spec-as-types', 'The provider specification is imported as types.', {}, { path: providerSpec, dependencyTypesNot: ['type-only'] }),
    rule('testkit-in-tests-only', 'Only tests import the test kit.', { pathNot: ['^packages/testkit/', ...tests] }, { path: '^packages/testkit/' }),
    rule('testkit-above-contracts', 'Kernel and subsystems know no test kit: it is built on them.', { path: '^packages/(kernel|subsystems)/' }, { path: '^packages/testkit/' }),
    rule('laws-in-tests-only', 'Run-time code imports no laws and no testing entry.', { pathNot: [lawsAndTesting, '^packages/testkit/', '^apps/cli/src/doctor', ...tests] }, { path: lawsAndTesting }),
    rule('no-deep-imports', "Another package is imported by name, through its exports.", { path: anyPackage }, { path: '^(packages|apps)/', pathNot: '^$1/', dependencyTypes: ['local'] }),
    rule('declared-dependencies', 'Shipped code imports what its package.json lists under dependencies.', { path: '^packages/', pathNot: tests }, { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] }),
    rule('resolvable', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
    rule('no-cycles', 'No cycle at run time; types may refer to each other.', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  ],
  options: {
    doNotFollow: { path: nodeModules },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['smyth-source', 'import', 'node', 'default', 'types'] },
  },
};
