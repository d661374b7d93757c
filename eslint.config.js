import tseslint from 'typescript-eslint';

const environmentIsReadInOnePlace = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only shared/wiring.ts reads the environment, through the schemas of shared/env.ts.',
};

export default tseslint.config(
  {
    ignores: [
      'eslint.config.js',
      '.build/',
      'cdk.out/',
      '.local/',
      '**/*.mjs',
      '**/*.cjs',
      'local/types.d.ts',
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './shared/view/browser/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // If nobody awaits a promise, its write is lost when Lambda freezes the function.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'zod',
              message: "Import * as z from 'zod/mini': its bundle is a sixth of the size.",
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        environmentIsReadInOnePlace,
        { selector: 'ExportDefaultDeclaration', message: 'Give each export a name.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals instead of an enum.' },
      ],
      // Such names stand for properties that are removed from an object to keep the rest.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      // Ports and stores are records of closures, which do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Spreading a string is safe here, because references and keys are ASCII.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `as` names the type that is expected; a `!` says nothing.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/wiring.ts', 'local/**', 'operator/**', 'bench/**', 'test/**', '*.js', '*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The matchers of the test runner have the type `any`.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
