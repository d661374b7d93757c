/**
 * Which folder may import which. Each layer lists what it may import; every other import is an
 * error.
 */
const layer = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [from, ...allowed], dependencyTypesNot: ['core', 'npm', 'npm-dev'] },
});

const only = (name, what, importers, comment) => ({
  name,
  comment,
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
    layer('ports', '^shared/ports/', ['^shared/domain/', '^shared/log/']),
    layer(
      'log',
      '^shared/log/',
      ['^shared/domain/'],
      'What a log says and how its tree is made. Pure.',
    ),
    layer('delivery', '^shared/delivery/', ['^shared/domain/', '^shared/ports/', '^shared/memory']),
    layer(
      'kinds',
      '^shared/kinds/',
      ['^shared/domain/', '^shared/view/format'],
      'A kind says what it holds and how it is worded, and knows nobody who asks.',
    ),
    only(
      'words-of-kinds',
      '^shared/kinds/(words|kind-words|[^/]+/words-)',
      ['^shared/kinds/', '^shared/open-data/', '^shared/view/'],
      'Only pages, mails and open data have words.',
    ),
    layer('usecases', '^shared/usecases/', [
      '^shared/domain/',
      '^shared/kinds/',
      '^shared/ports/',
      '^shared/delivery/',
      '^shared/log/',
      '^shared/memory',
    ]),
    layer(
      'open-data',
      '^shared/open-data/',
      ['^shared/(csv|routes)', '^shared/domain/', '^shared/kinds/', '^shared/ports/'],
      'What is said of the data follows from the kinds and from one table of columns.',
    ),
    layer('csv', '^shared/csv', ['^shared/domain/text']),
    layer('memory', '^shared/memory', ['^shared/domain/time', '^shared/ports/world']),
    layer('routes', '^shared/(routes|links)', ['^shared/domain/', '^shared/ports/']),
    layer('moderation-rules', '^shared/moderation-rules', ['^shared/domain/', '^data/rules/']),
    layer('view', '^shared/view/', [
      '^shared/domain/',
      '^shared/kinds/',
      '^shared/open-data/(publisher|schema-files)',
      '^shared/ports/',
      '^shared/(csv|moderation-rules|routes|links)',
      // For the check in the browser: of which subtrees a proof consists.
      '^shared/log/spans',
      // Only the browser's part: see verify-is-for-those-who-check.
      '^verify/',
    ]),
    only(
      'mails-are-for-their-writers',
      '^shared/view/mail/',
      [
        '^shared/view/mail/',
        '^functions/(run-digests|send-announcements|send-mail)[.]ts$',
        '^operator/digest[.]ts$',
      ],
      'What pages and mails share lies in shared/view itself. `digest csv` prints the table of a mail.',
    ),
    layer('adapters', '^shared/(dynamo|kms|ses|sqs|telemetry|crypto)/', [
      '^shared/domain/',
      '^shared/log/',
      '^shared/ports/',
      '^shared/(aws-client|env)',
    ]),
    layer('aws-client', '^shared/aws-client', []),
    layer('http', '^shared/http/', [
      '^shared/domain/',
      '^shared/kinds/',
      '^shared/log/',
      '^shared/ports/',
      '^shared/(memory|routes|links)',
      '^shared/open-data/',
      '^shared/view/',
    ]),
    layer('functions', '^functions/', [
      '^shared/(domain|delivery|kinds|open-data|usecases|http|view)/',
      '^shared/(wiring|events|routes|links)',
    ]),
    layer('infra', '^infra/', [
      '^shared/dynamo/keys',
      '^shared/env',
      '^shared/routes',
      '^shared/ports/',
      '^shared/domain/(time|email|health|licence|owner|region|retention)',
    ]),
    only('nobody-imports-functions', '^functions/', ['^functions/', '^test/', '^local/']),
    only('nobody-imports-the-outside', '^(local|operator|test|bench)/', [
      '^(local|operator|test|bench)/',
    ]),
    layer(
      'local',
      '^local/',
      ['^shared/domain/time', '^infra/build'],
      'The local stack knows nothing of the product but its template.',
    ),
    layer('operator', '^operator/', [
      '^shared/',
      '^infra/(build|concurrency|config|deployment|written-file)',
      '^local/(data-folder|standard-output|stack|tables)',
      '^verify/',
    ]),
    layer('verify', '^verify/', [], 'Whoever distrusts the house reads these files and no others.'),
    {
      name: 'verify-runs-in-a-browser',
      comment: 'Only what reads addresses and files needs Node.',
      severity: 'error',
      from: { path: '^verify/', pathNot: '^verify/(main|source)[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'verify-needs-no-package',
      severity: 'error',
      from: { path: '^verify/' },
      to: { dependencyTypes: ['npm', 'npm-dev'] },
    },
    only(
      'verify-is-for-those-who-check',
      '^verify/',
      ['^verify/', '^(bench|test)/', '^operator/', '^shared/view/browser/'],
      'What the house itself needs of the log lies in shared/log.',
    ),
    only('one-database-client', '^node_modules/@aws-sdk/(client-dynamodb|util-dynamodb)/', [
      '^shared/dynamo/(table|expressions)',
      '^(local|operator|test|bench)/',
    ]),
    only('one-mail-client', '^node_modules/(@aws-sdk/client-ses|nodemailer)/', [
      '^shared/ses/',
      '^(local|operator|test|bench)/',
      '^node_modules/',
    ]),
    only('one-key-client', '^node_modules/@aws-sdk/client-kms/', [
      '^shared/kms/',
      '^(local|operator|test|bench)/',
      '^node_modules/',
    ]),
    only('one-queue-client', '^node_modules/@aws-sdk/client-sqs/', [
      '^shared/sqs/',
      '^(local|operator|test|bench)/',
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
