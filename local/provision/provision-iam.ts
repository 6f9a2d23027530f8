// Gives the guard the policies of the template: of roles, of queues, and the permissions of functions.
import type { Guard } from "../iam/guard.ts";
import type { Principal } from "../iam/principal.ts";
import { readStatement } from "../iam/statement.ts";
import { ACCOUNT_ID, arn } from "../identity.ts";
import { type JsonObject, isObject, listAt, objectAt, oneOrMany, textAt } from "../json.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";

export function provisionIam(resources: ResourceSet, guard: Guard): void {
  for (const role of resources.ofType("AWS::IAM::Role")) {
    const roleArn = role.attributes["Arn"] ?? role.ref;
    const principal = guard.role(roleArn);
    // A trust policy names no resource: it is its role's own.
    const trust = statementsOf(objectAt(role.properties, "AssumeRolePolicyDocument"));
    guard.trust(
      roleArn,
      trust.map((raw) => readStatement({ ...raw, Resource: roleArn })),
    );
    for (const policy of listAt(role.properties, "Policies"))
      addStatements(principal, objectAt(policy, "PolicyDocument"), role);
  }
  for (const policy of resources.ofType("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")) {
    for (const name of oneOrMany(policy.properties["Roles"])) {
      const principal = guard.role(`arn:aws:iam::${ACCOUNT_ID}:role/${name}`);
      addStatements(principal, objectAt(policy.properties, "PolicyDocument"), policy);
    }
  }
  for (const policy of resources.ofType("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")) {
    for (const raw of statementsOf(objectAt(policy.properties, "PolicyDocument"))) {
      guard.resourcePolicies.add(readStatement(raw));
    }
  }
  for (const permission of resources.ofType("AWS::Lambda::Permission")) {
    guard.resourcePolicies.add(readStatement(permissionStatement(permission.properties)));
  }
}

function addStatements(principal: Principal, document: JsonObject, source: Resource): void {
  for (const raw of statementsOf(document)) {
    try {
      principal.statements.push(readStatement(raw));
    } catch (error) {
      throw new Error(`${source.stack.name}/${source.logicalId}: ${String(error)}`, { cause: error });
    }
  }
}

function statementsOf(document: JsonObject): readonly JsonObject[] {
  return listAt(document, "Statement").filter(isObject);
}

/** A permission is a statement of the function's policy. */
function permissionStatement(properties: JsonObject): JsonObject {
  const named = textAt(properties, "FunctionName") ?? "";
  const source = textAt(properties, "SourceArn");
  return {
    Effect: "Allow",
    Principal: { Service: properties["Principal"] },
    Action: properties["Action"],
    Resource: named.startsWith("arn:") ? named : arn("lambda", `function:${named}`),
    ...(source !== undefined && { Condition: { ArnLike: { "aws:SourceArn": source } } }),
  };
}
