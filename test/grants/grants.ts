// The grants of the templates in words that docs/security.md can use: `dynamodb:PutItem` on `Orders` of `StagesQuote`. Without what CDK, the
// account and a test's own distributors add to names, so that runs of different deployments can be put together.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Guard } from "../../local/iam/guard.ts";
import type { GrantUse } from "../../local/iam/principal.ts";
import { provisionIam } from "../../local/provision/provision-iam.ts";
import { template } from "../monitoring/alarm-world.ts";
import { ROOT } from "../tidy/source-files.ts";

export interface NamedGrant {
  readonly action: string;
  readonly on: string;
  readonly of: string;
}

const HASH = /[0-9A-F]{8}(?=$|[/:])/;
const STACK = /^ApexBulk(?:Data|OrderingApi|Pipeline)-/;
/** Role of a distributor's AWS account. */
const DISTRIBUTOR = /^apex-bulk-.+-us-east-1$/;
export const OWN_QUEUE = "its own queue";

export function named({ role, action, resource }: Omit<GrantUse, "used">): NamedGrant {
  const of = DISTRIBUTOR.test(role) ? "{distributor}" : roleName(role);
  // An inbox of one distributor: `files/inbox/*` is that of all.
  const on = resourceName(resource).replace(/^(files\/\w+)\/[^*/]+\//, "$1/{distributor}/");
  return { action, on: action.startsWith("sqs:") && on.startsWith(of) ? OWN_QUEUE : on, of };
}

function roleName(role: string): string {
  return role
    .replace(STACK, "")
    .replace(HASH, "")
    .replace(/Role$/, "")
    .replace(/(?<=^SchedulerRoleForTarget)[0-9a-f]+$/, "")
    .replace(/^.*SftpRoleOf.*$/, "Sftp{distributor}");
}

/** The end of the ARN. */
function resourceName(arn: string): string {
  const name = arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn;
  return name
    .replace(/^(?:table\/|stateMachine:|execution:|function:)/, "")
    .replace(STACK, "")
    .replace(HASH, "")
    .replace(/^apex-bulk-(files|work)-\d{12}-us-east-1/, "$1")
    .replace(/^secret:apex-bulk\/distributors\/[^/]+/, "secret {distributor}")
    .replace(/^secret:apex-bulk\//, "secret ")
    .replace(/^(secret .*)-[0-9a-f]{6}$/, "$1")
    .replace(/^identity\/.*/, "identity");
}

export const textOf = ({ action, on, of }: NamedGrant): string => `${action} on ${on} of ${of}`;

/** Of the deployment with all parts: every grant that the embedded cloud can tell about. */
export function templateGrants(): ReadonlyMap<string, NamedGrant> {
  const guard = new Guard(() => undefined);
  provisionIam(template(), guard);
  return byText(guard.grantUses());
}

export interface Asked {
  readonly known: ReadonlyMap<string, NamedGrant>;
  readonly used: ReadonlySet<string>;
}

/** What the clouds of some test runs have left in a folder. */
export function readRecords(folder: string): Asked {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const uses = files.flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as GrantUse[]);
  return { known: byText(uses), used: new Set(byText(uses.filter(({ used }) => used)).keys()) };
}

const byText = (uses: readonly GrantUse[]): ReadonlyMap<string, NamedGrant> =>
  new Map(uses.map(named).map((grant) => [textOf(grant), grant]));

/** The rows of docs/security.md under "Grants that no test asks for": action, resource, roles. */
export function documentedGrants(): NamedGrant[] {
  const page = readFileSync(join(ROOT, "docs", "security.md"), "utf8");
  const [, section = ""] = /^## Grants that no test asks for\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(page) ?? [];
  return [...section.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| ([^|]+)\|/gm)].flatMap(
    ([, action = "", on = "", roles = ""]) =>
      [...roles.matchAll(/`([^`]+)`/g)].map(([, of = ""]) => ({ action, on, of })),
  );
}

/** Rows for that table: one for each action and resource. */
export function tableRows(grants: readonly NamedGrant[]): string[] {
  const rows = new Map<string, string[]>();
  for (const { action, on, of } of grants) {
    const row = `| \`${action}\` | \`${on}\` |`;
    rows.set(row, [...(rows.get(row) ?? []), `\`${of}\``]);
  }
  return [...rows].map(([row, roles]) => `${row} ${roles.sort().join(", ")} |`).sort();
}
