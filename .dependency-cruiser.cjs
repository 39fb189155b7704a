/** The rules of dependency of docs/architecture.md, for the TypeScript side. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shared-imports-nothing',
      severity: 'error',
      from: { path: '^web/src/shared/' },
      to: { pathNot: '^web/src/shared/' },
    },
    {
      name: 'only-worker-knows-wasm',
      comment: 'The generated module and its types stay behind the worker.',
      severity: 'error',
      from: { pathNot: '^web/src/worker/' },
      to: { path: '(^|/)build/wasm|wasm-feature-detect' },
    },
    {
      name: 'worker-knows-shared-only',
      severity: 'error',
      from: { path: '^web/src/worker/' },
      to: { path: '^web/src/(client|state|data|ui|lessons)/' },
    },
    {
      name: 'client-knows-shared-only',
      severity: 'error',
      from: { path: '^web/src/client/' },
      to: { path: '^web/src/(worker|state|data|ui|lessons)/' },
    },
    {
      name: 'data-knows-shared-only',
      severity: 'error',
      from: { path: '^web/src/data/' },
      to: { path: '^web/src/(worker|client|state|ui|lessons)/' },
    },
    {
      name: 'service-worker-is-on-its-own',
      severity: 'error',
      from: { path: '^web/src/service-worker/' },
      to: { pathNot: '^web/src/(service-worker|shared)/' },
    },
    {
      name: 'state-draws-nothing',
      severity: 'error',
      from: { path: '^web/src/state/' },
      to: { path: '^web/src/(worker|ui)/|chart\\.js' },
    },
    {
      name: 'ui-sees-state-and-drawing-only',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^web/src/(worker|client)/' },
    },
    {
      name: 'chart-js-only-in-charts',
      severity: 'error',
      from: { pathNot: '^web/src/ui/charts/' },
      to: { path: 'chart\\.js' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
  },
};
