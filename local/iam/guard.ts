// The gate every call passes: finds the caller by access key and lets through what its policies allow. A denied call is an
// AccessDenied error of the service, and an event that names caller, action and resource.
import { randomBytes } from "node:crypto";
import type { OnCloudEvent } from "../cloud-event.ts";
import { ServiceError } from "../service-error.ts";
import { type Grant, type GrantUse, Principal, ResourcePolicies } from "./principal.ts";
import type { ConditionContext, Statement } from "./statement.ts";
import { type RoleRequest, demandTrust } from "./trust.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Who signed a request. */
export interface Caller {
  readonly principal: Principal;
  /** The function, or else the role. */
  readonly name: string;
}

export class Guard {
  readonly resourcePolicies = new ResourcePolicies();
  readonly #onEvent: OnCloudEvent;
  readonly #byKey = new Map<string, Caller & { readonly credentials: Credentials }>();
  readonly #principals = new Map<string, Principal>();
  readonly #trust = new Map<string, readonly Statement[]>();

  constructor(onEvent: OnCloudEvent) {
    this.#onEvent = onEvent;
  }

  /** The role of this ARN; made at its first mention. */
  role(roleArn: string): Principal {
    const known = this.#principals.get(roleArn);
    if (known !== undefined) return known;
    const made = new Principal(roleArn.slice(roleArn.lastIndexOf("/") + 1));
    this.#principals.set(roleArn, made);
    return made;
  }

  /** Statements of a role's trust policy. */
  trust(roleArn: string, statements: readonly Statement[]): void {
    this.#trust.set(roleArn, statements);
  }

  /** As STS's AssumeRole: throws AccessDenied where the role does not trust who asks. */
  assumeRole(roleArn: string, request: RoleRequest): Credentials {
    demandTrust(roleArn, this.#trust.get(roleArn) ?? [], request);
    return this.credentialsFor(this.role(roleArn));
  }

  /** New credentials under which calls come from `principal`; `name` says which function holds them. */
  credentialsFor(principal: Principal, name = principal.name): Credentials {
    const accessKeyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
    const credentials = {
      accessKeyId,
      secretAccessKey: randomBytes(20).toString("hex"),
      sessionToken: randomBytes(24).toString("hex"),
    };
    this.#byKey.set(accessKeyId, { principal, name, credentials });
    return credentials;
  }

  /** To check what was signed with them. */
  credentialsOf(accessKeyId: string): Credentials | undefined {
    return this.#byKey.get(accessKeyId)?.credentials;
  }

  callerOf(accessKeyId: string | undefined): Caller {
    const caller = accessKeyId === undefined ? undefined : this.#byKey.get(accessKeyId);
    if (caller === undefined) {
      throw new ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.", {
        status: 403,
      });
    }
    return caller;
  }

  demand(principal: Principal, action: string, resource: string, context: ConditionContext = {}): void {
    if (principal.may(action, resource, context)) return;
    this.deny(principal.name, action, resource);
  }

  /** The call of a service of AWS itself, e.g. S3 that notifies a queue. */
  demandOfService(service: string, action: string, resource: string, context: ConditionContext): void {
    if (this.resourcePolicies.serviceMay(service, action, resource, context)) return;
    this.deny(service, action, resource);
  }

  deny(principal: string, action: string, resource: string): never {
    this.#onEvent({ type: "accessDenied", principal, action, resource });
    throw new ServiceError(
      "AccessDeniedException",
      `${principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      { status: 403 },
    );
  }

  grantUses(): readonly GrantUse[] {
    return [...this.#principals.values()].flatMap((principal) => principal.grantUses());
  }

  unusedGrants(): readonly Grant[] {
    return [...this.#principals.values()].flatMap((principal) => principal.unusedGrants());
  }
}
