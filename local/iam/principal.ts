// Who may do what: roles with the policies of the template, resource policies of queues, and the root of the account who
// may do everything. An explicit Deny wins; what nobody allows is denied.
import type { ConditionContext, Statement } from "./statement.ts";

export interface Grant {
  readonly role: string;
  readonly kind: "action" | "resource";
  readonly value: string;
}

/** One action on one resource, both as the policy writes them. */
export interface GrantUse {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly used: boolean;
}

export class Principal {
  readonly name: string;
  readonly isRoot: boolean;
  readonly statements: Statement[] = [];

  constructor(name: string, options: { isRoot?: boolean } = {}) {
    this.name = name;
    this.isRoot = options.isRoot ?? false;
  }

  may(action: string, resource: string, context: ConditionContext = {}): boolean {
    if (this.isRoot) return true;
    // Not `some` alone: every statement that speaks of the call counts as used.
    const speaking = this.statements.filter((statement) => statement.speaksOf(action, resource, context));
    return speaking.length > 0 && speaking.every((statement) => statement.effect === "Allow");
  }

  /** Every action on every resource that Allow statements speak of, but for those that no machine asks for. */
  grantUses(): readonly GrantUse[] {
    return this.statements
      .filter((statement) => statement.effect === "Allow")
      .flatMap((statement) =>
        statement.actions.flatMap((action) =>
          statement.resources.map((resource) => ({
            ...{ role: this.name, action: action.text, resource: resource.text },
            used: statement.spokeOf(action, resource),
          })),
        ),
      )
      .filter(({ action, used }) => used || !isOverlooked(action));
  }

  /** Actions and resources of Allow statements that no call ever needed. */
  unusedGrants(): readonly Grant[] {
    return this.statements
      .filter((statement) => statement.effect === "Allow")
      .flatMap((statement) => [
        ...statement.actions
          .filter((one) => !one.used && !isOverlooked(one.text))
          .map((one): Grant => ({ role: this.name, kind: "action", value: one.text })),
        ...(statement.actions.every((one) => isOverlooked(one.text)) ? [] : statement.resources)
          .filter((one) => !one.used)
          .map((one): Grant => ({ role: this.name, kind: "resource", value: one.text })),
      ]);
  }
}

/** Services whose calls never happen on one machine, and what moves aliases. */
function isOverlooked(action: string): boolean {
  return /^(logs|xray|kms|cloudwatch):|^lambda:(GetAlias|UpdateAlias|GetProvisionedConcurrencyConfig)$/i.test(action);
}

/** Policies on resources, here queues: whether a service of AWS itself may act. */
export class ResourcePolicies {
  readonly #statements: Statement[] = [];

  add(statement: Statement): void {
    this.#statements.push(statement);
  }

  serviceMay(service: string, action: string, resource: string, context: ConditionContext): boolean {
    const speaking = this.#statements.filter(
      (statement) =>
        statement.principals.some((one) => one === service || one === "*") &&
        statement.speaksOf(action, resource, { "aws:SecureTransport": "true", ...context }),
    );
    return speaking.length > 0 && speaking.every((statement) => statement.effect === "Allow");
  }
}
