// Lint by types, and the parts of the house style that a linter can see: who may read the environment, what the domain
// must not touch, how long a function may be. Formatting is prettier's alone.
import tseslint from "typescript-eslint";

/** The only files that read process.env: for the pipeline and the command line, for the Ordering API, and for what test runs leave behind. */
const ENVIRONMENT_READERS = ["adapters/runtime/env.ts", "ordering-api/env.ts", "local/iam/grant-record.ts"];
const TESTS = ["test/**/*.ts", "vitest.config.ts"];

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "The environment is read in one place only (adapters/runtime/env.ts).",
};
const pureTime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "The domain gets the time as a value.",
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "The domain gets the time as a value.",
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "The domain gets chance as a value.",
  },
];
const impure = ["process", "console", "fetch", "setTimeout", "setInterval", "setImmediate", "performance", "Buffer"];

export default tseslint.config(
  { ignores: ["node_modules", "cdk.out", ".build", "out", "coverage", "**/*.js", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Numbers in messages are no mistake; objects are.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A construct is made for its place in the tree.
      "no-new": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      // `() => queue.push(x)` is clear enough.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // `const { secret, ...rest }` is how a field is left out.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      // Ids and codes are ASCII.
      "@typescript-eslint/no-misused-spread": ["error", { allow: [{ from: "lib", name: "string" }, "string"] }],
      eqeqeq: "error",
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
      "max-params": ["error", 4],
      "no-restricted-syntax": ["error", noEnvironment],
      "no-empty": "error",
      "no-console": "error",
    },
  },
  // What a function logs, CloudWatch takes from the console.
  { files: ["adapters/runtime/lambda-edge.ts"], rules: { "no-console": "off" } },
  { files: ENVIRONMENT_READERS, rules: { "no-restricted-syntax": "off" } },
  {
    files: ["domain/**/*.ts", "contracts/**/*.ts", "avps/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", ...impure],
      "no-restricted-syntax": ["error", noEnvironment, ...pureTime],
    },
  },
  // node:crypto brings Buffer into the ids.
  {
    files: ["contracts/ids.ts"],
    rules: { "no-restricted-globals": ["error", ...impure.filter((name) => name !== "Buffer")] },
  },
  {
    files: TESTS,
    rules: {
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "max-params": "off",
      "@typescript-eslint/require-await": "off",
      "max-lines-per-function": "off",
      "no-restricted-syntax": "off",
      "no-console": "off",
    },
  },
);
