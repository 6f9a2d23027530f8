// Which folder may import which (docs/design.md, "The house"): imports go one way. test/tidy runs this too and checks that
// modules were seen at all.

/** @param {string} name @param {string} from @param {string[]} allowed folders besides its own */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: "^(?!node_modules/)[^/]+/",
    pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
    dependencyTypesNot: ["core", "npm", "npm-dev"],
  },
});

const NODE = { dependencyTypes: ["core"] };
const CDK = { path: "^node_modules/(aws-cdk-lib|constructs|cdk-nag)/" };
const SDK = { path: "^node_modules/(@aws-sdk|@smithy|@middy)/" };

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "not-to-test", severity: "error", from: { pathNot: "^test/" }, to: { path: "^test/" } },
    only("contracts-alone", "contracts", []),
    only("avps-alone", "avps", []),
    only("domain-knows-contracts", "domain", ["contracts", "avps"]),
    only("adapters-know-domain", "adapters", ["contracts", "domain"]),
    only("reading-knows-no-orders", "reading", ["contracts", "domain", "adapters", "config"]),
    only("pipeline-knows-reading", "pipeline", ["contracts", "domain", "adapters", "reading", "avps"]),
    only("lambdas-know-pipeline", "lambdas", ["contracts", "domain", "adapters", "reading", "pipeline", "avps"]),
    only("infra-knows-contracts", "infra", ["contracts"]),
    only("ordering-api-knows-contracts", "ordering-api", ["contracts", "avps"]),
    only("local-knows-nothing-of-orders", "local", []),
    // A face beside the command line, which serves it: what it needs of a stack it is given (board/board-world.ts).
    only("board-knows-no-cloud", "board", [
      ...["contracts", "domain", "adapters", "reading", "pipeline"],
      // The picture of the machine is drawn from its definition.
      "statemachines",
    ]),
    only("cli-knows-no-function", "cli", [
      ...["contracts", "domain", "adapters", "reading", "pipeline", "local", "config", "board"],
    ]),
    {
      name: "page-runs-in-a-browser",
      comment: "What the page says and shows is decided without Node.",
      severity: "error",
      from: { path: "^board/page/" },
      to: { ...NODE },
    },
    {
      name: "lambdas-apart",
      comment: "A function does not reach into another's folder.",
      severity: "error",
      from: { path: "^lambdas/([^/]+)/" },
      to: { path: "^lambdas/", pathNot: "^lambdas/$1/" },
    },
    { name: "domain-has-no-builtins", severity: "error", from: { path: "^(domain|avps)/" }, to: NODE },
    {
      name: "contracts-hash-only",
      severity: "error",
      from: { path: "^contracts/" },
      to: { ...NODE, pathNot: "^(node:)?crypto$" },
    },
    { name: "cdk-in-infra-only", severity: "error", from: { pathNot: "^(infra|test)/" }, to: CDK },
    { name: "sdk-in-adapters", severity: "error", from: { path: "^(contracts|domain|avps|infra)/" }, to: SDK },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
