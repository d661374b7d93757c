import tseslint from 'typescript-eslint';

const environmentIsReadInOnePlace = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read by shared/wiring.ts, through the schemas of shared/env.ts.',
};

export default tseslint.config(
  { ignores: ['.build/', 'cdk.out/', '.local/', '**/*.mjs', '**/*.cjs', 'local/types.d.ts'] },
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
      // A promise that nobody awaits loses its write when Lambda freezes the function.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'zod', message: "Import * as z from 'zod/mini': it bundles a sixth." }] },
      ],
      'no-restricted-syntax': [
        'error',
        environmentIsReadInOnePlace,
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'TSEnumDeclaration', message: 'A union of literals says the same.' },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/wiring.ts', 'local/**', 'bench/**', 'test/**', '*.js', '*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
