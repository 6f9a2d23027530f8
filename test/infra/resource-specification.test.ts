// Every resource of every stage against AWS's own registry: no unknown property, no wrong type, nothing required that is missing, no
// value outside the list that a property allows. Sizes and counts: limits.test.ts.
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { PropertyType, ResourceProperties, SpecDatabase } from "@aws-cdk/service-spec-types";
import { describe, expect, test } from "vitest";
import { namesOf } from "../../contracts/deployment.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import { type Resource, Synthesized } from "./synthesized.ts";

class Registry {
  readonly #db: SpecDatabase = loadAwsServiceSpecSync();

  faultsOf({ type, id, properties }: Resource): string[] {
    const [spec] = this.#db.lookup("resource", "cloudFormationType", "equals", type);
    return spec === undefined ? [`${id}: no such type: ${type}`] : this.#properties(spec.properties, properties, id);
  }

  #properties(specs: ResourceProperties, given: Record<string, unknown>, at: string): string[] {
    const unknown = Object.keys(given).filter((name) => specs[name] === undefined);
    const missing = Object.keys(specs).filter((name) => specs[name]!.required === true && given[name] === undefined);
    return [
      ...unknown.map((name) => `${at}.${name}: no such property`),
      ...missing.map((name) => `${at}.${name}: required, and missing`),
      ...Object.entries(given).flatMap(([name, value]) => {
        const spec = specs[name];
        // Each type that it has or had: CloudFormation goes on taking what it once took.
        const types = spec === undefined ? [] : [spec.type, ...(spec.previousTypes ?? [])];
        const faults = types.map((one) => this.#value(one, value, `${at}.${name}`));
        return faults.find((list) => list.length === 0) ?? faults[0] ?? [];
      }),
    ];
  }

  #value(type: PropertyType, value: unknown, at: string): string[] {
    // Ref, Fn::GetAtt and the like: what they become is known when it is deployed.
    if (isIntrinsic(value)) return [];
    const wrong = [`${at}: ${JSON.stringify(value).slice(0, 60)} is not a ${type.type}`];
    switch (type.type) {
      case "string":
        return isScalar(value) ? allowedFault(type, value, at) : wrong;
      case "number":
      case "integer":
        return Number.isFinite(Number(value)) && isScalar(value) ? [] : wrong;
      case "boolean":
        return [true, false, "true", "false"].includes(value as string) ? [] : wrong;
      case "array":
        return Array.isArray(value)
          ? value.flatMap((one, n) => this.#value(type.element, one, `${at}[${String(n)}]`))
          : wrong;
      case "map":
        return isRecord(value)
          ? Object.entries(value).flatMap(([k, one]) => this.#value(type.element, one, `${at}.${k}`))
          : wrong;
      case "ref":
        return isRecord(value)
          ? this.#properties(this.#db.get("typeDefinition", type.reference.$ref).properties, value, at)
          : wrong;
      case "union": {
        const faults = type.types.map((one) => this.#value(one, value, at));
        return faults.some((list) => list.length === 0) ? [] : faults[0]!;
      }
      case "json":
        return isRecord(value) || Array.isArray(value) || typeof value === "string" ? [] : wrong;
      default:
        return [];
    }
  }
}

const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isIntrinsic = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0]!);

function allowedFault(type: PropertyType, value: unknown, at: string): string[] {
  const allowed = (type as { allowedValues?: readonly string[] }).allowedValues;
  return allowed === undefined || allowed.includes(String(value))
    ? []
    : [`${at}: ${String(value)} is not one of ${allowed.join(", ")}`];
}

const registry = new Registry();

test("the check itself finds what is wrong", () => {
  const queue = (properties: object): Resource => ({ stack: "S", id: "Q", type: "AWS::SQS::Queue", properties });
  expect(registry.faultsOf(queue({ VisibilityTimeout: 30 }))).toEqual([]);
  expect(registry.faultsOf(queue({ Visibility: 30 }))).toEqual(["Q.Visibility: no such property"]);
  expect(registry.faultsOf(queue({ VisibilityTimeout: [30] }))).toHaveLength(1);
  expect(registry.faultsOf({ ...queue({}), type: "AWS::Lambda::EventSourceMapping" })).toEqual([
    "Q.FunctionName: required, and missing",
  ]);
  expect(registry.faultsOf({ ...queue({}), type: "AWS::SQS::Cue" })).toEqual(["Q: no such type: AWS::SQS::Cue"]);
});

describe.each(Object.entries(DEPLOYMENTS))("%s", (_, settings) => {
  const app = new Synthesized(settings);

  test("has no resource that the registry would refuse", () => {
    expect(app.resources.length).toBeGreaterThan(150);
    expect(app.resources.flatMap((resource) => registry.faultsOf(resource))).toEqual([]);
  });

  test("gives names that are short enough, in the account and region with the longest", () => {
    const names = namesOf(settings.stage);
    // S3: 63, with `-` and the account before `-` and the region (ap-southeast-2); Lambda, roles and rules name themselves,
    // but for the roles of distributors (distributor-role.test.ts).
    expect(`${names.filesBucket}-111122223333-ap-southeast-2`.length).toBeLessThanOrEqual(63);
    expect(names.ordersTable.length).toBeLessThanOrEqual(255);
  });
});
