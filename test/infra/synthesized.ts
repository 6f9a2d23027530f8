// The templates as tests read them: synthesized without bundling, resources by type, and the few
// intrinsics that assertions need to follow (Ref, GetAtt, exports of other stacks).
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { makeApp } from "../../infra/synth.ts";

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: any;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

interface RawTemplate {
  readonly Resources: Record<string, { Type: string; Properties?: unknown; UpdatePolicy?: any }>;
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
}

/** Parts that a deployment may leave out are in, so that every rule is held against them too. */
export const ALL_PARTS: Partial<DeploymentSettings> = {
  frontDoorIssuer: "https://issuer.example",
  frontDoorAudience: "apex-bulk",
  distributorProfiles: "test/fixtures/distributor-profiles.json",
  mailFrom: "orders@apex-bulk.example",
  sftp: "on",
};

export class Synthesized {
  static #whole: Synthesized | undefined;

  /** With all parts and no setting changed: made once per process, to be looked at only. */
  static whole(): Synthesized {
    return (this.#whole ??= new Synthesized());
  }

  readonly templates: ReadonlyMap<string, RawTemplate>;
  readonly resources: readonly Resource[];

  constructor(settings: Partial<DeploymentSettings> = {}) {
    const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-synth-"));
    process.env["CDK_VALIDATION"] = "false";
    const assembly = makeApp({
      outDir,
      settings: { ...ALL_PARTS, ...settings },
      context: { "aws:cdk:bundling-stacks": [] },
    }).synth();
    this.templates = new Map(
      assembly.stacks.map((stack) => [
        stack.stackName,
        JSON.parse(readFileSync(stack.templateFullPath, "utf8")) as RawTemplate,
      ]),
    );
    rmSync(outDir, { recursive: true });
    this.resources = [...this.templates].flatMap(([stack, template]) =>
      Object.entries(template.Resources).map(([id, { Type, Properties }]) => ({
        stack,
        id,
        type: Type,
        properties: Properties ?? {},
      })),
    );
  }

  ofType(...types: readonly string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource that a Ref, GetAtt or ImportValue means. */
  target(value: unknown, from: Resource): Resource {
    const { stack, expression } = this.#follow(value, from.stack);
    const id = expression.Ref ?? expression["Fn::GetAtt"]?.[0];
    const found = this.resources.find((resource) => resource.stack === stack && resource.id === id);
    if (found === undefined) throw new Error(`${from.id} refers to nothing: ${JSON.stringify(value)}`);
    return found;
  }

  /** The function behind the alias that an event source, a permission or a schedule names. */
  consumerOf(mapping: Resource): Resource {
    const alias = this.target(mapping.properties.FunctionName, mapping);
    if (alias.type !== "AWS::Lambda::Alias") throw new Error(`${mapping.id} invokes ${alias.id}, which is no alias`);
    return this.target(alias.properties.FunctionName, alias);
  }

  statementsOf(fn: Resource): Statement[] {
    const role = this.target(fn.properties.Role ?? fn.properties.RoleArn, fn);
    return this.ofType("AWS::IAM::Policy")
      .filter((policy) => policy.stack === role.stack)
      .filter((policy) => policy.properties.Roles.some((entry: { Ref: string }) => entry.Ref === role.id))
      .flatMap((policy) => policy.properties.PolicyDocument.Statement as Statement[]);
  }

  #follow(
    value: unknown,
    stack: string,
  ): { stack: string; expression: { Ref?: string; "Fn::GetAtt"?: [string, string] } } {
    const imported = (value as { "Fn::ImportValue"?: string })["Fn::ImportValue"];
    if (imported === undefined) return { stack, expression: value as { Ref: string } };
    for (const [exporter, { Outputs = {} }] of this.templates) {
      const output = Object.values(Outputs).find((candidate) => candidate.Export?.Name === imported);
      if (output !== undefined) return this.#follow(output.Value, exporter);
    }
    throw new Error(`nobody exports ${imported}`);
  }
}

export const actionsOf = (statement: Statement): string[] => [statement.Action].flat();
