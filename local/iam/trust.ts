// Who may take a role: the statements of its trust policy against who asks, as STS's AssumeRole weighs them. For callers of other
// accounts, of whom no policy is known here: their own account has let them.
import { ServiceError } from "../service-error.ts";
import type { Statement } from "./statement.ts";

/** Who asks for a role from outside. */
export interface RoleRequest {
  /** ARN of a role, a user or an account's root. */
  readonly principal: string;
  readonly externalId?: string;
}

const ACTION = "sts:AssumeRole";

/** Throws AccessDenied. */
export function demandTrust(
  roleArn: string,
  trust: readonly Statement[],
  { principal, externalId }: RoleRequest,
): void {
  const context = externalId === undefined ? {} : { "sts:ExternalId": externalId };
  const speaking = trust.filter(
    (statement) =>
      statement.principals.some((one) => isMeant(one, principal)) && statement.speaksOf(ACTION, roleArn, context),
  );
  if (speaking.length > 0 && speaking.every(({ effect }) => effect === "Allow")) return;
  throw new ServiceError(
    "AccessDenied",
    `User: ${principal} is not authorized to perform: ${ACTION} on resource: ${roleArn}`,
    { status: 403 },
  );
}

/** An account's root, or its number alone, stands for everybody in it. */
function isMeant(trusted: string, principal: string): boolean {
  if (trusted === "*" || trusted === principal) return true;
  const account = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(trusted)?.[1];
  return account !== undefined && account === principal.split(":")[4];
}
