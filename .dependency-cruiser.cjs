/** Who may import whom: each layer names what it may reach; everything else is a breach. */
const layer = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [from, ...allowed], dependencyTypesNot: ['core', 'npm', 'npm-dev'] },
});

const only = (name, what, importers) => ({
  name,
  severity: 'error',
  from: { pathNot: importers },
  to: { path: what },
});

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    layer('domain', '^shared/domain/', [], 'Pure rules: nothing but zod and themselves.'),
    {
      name: 'domain-packages',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: '^node_modules/zod/' },
    },
    layer('ports', '^shared/ports', ['^shared/domain/']),
    layer('delivery', '^shared/delivery/', ['^shared/domain/', '^shared/ports']),
    layer('usecases', '^shared/usecases/', [
      '^shared/domain/',
      '^shared/ports',
      '^shared/delivery/',
    ]),
    layer('view', '^shared/view/', ['^shared/domain/', '^shared/ports', '^shared/http/routes']),
    layer('adapters', '^shared/(dynamo|ses|sqs|telemetry|crypto)/', [
      '^shared/domain/',
      '^shared/ports',
      '^shared/env',
    ]),
    layer('http', '^shared/http/', ['^shared/domain/', '^shared/ports', '^shared/view/']),
    layer('functions', '^functions/', [
      '^shared/(domain|delivery|usecases|http|view)/',
      '^shared/(wiring|events)',
    ]),
    layer('infra', '^infra/', [
      '^shared/dynamo/keys',
      '^shared/env',
      '^shared/http/routes',
      '^shared/ports',
      '^shared/domain/(time|email)',
    ]),
    only('nobody-imports-functions', '^functions/', ['^functions/', '^test/', '^local/']),
    only('nobody-imports-the-outside', '^(local|test|bench)/', ['^(local|test|bench)/']),
    only('one-database-client', '^node_modules/@aws-sdk/(client-dynamodb|util-dynamodb)/', [
      '^shared/dynamo/(table|expressions)',
      '^(local|test|bench)/',
    ]),
    only('one-mail-client', '^node_modules/(@aws-sdk/client-ses|nodemailer)/', [
      '^shared/ses/',
      '^(local|test|bench)/',
      '^node_modules/',
    ]),
    only('one-queue-client', '^node_modules/@aws-sdk/client-sqs/', [
      '^shared/sqs/',
      '^(local|test|bench)/',
      '^node_modules/',
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
