// Writes a small cloud assembly for tests: what `cdk synth` writes, in as few resources as a test needs. Handlers are given
// as source text and bundled like the real ones.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

export type Resources = Record<string, { Type: string; Properties?: object }>;

export interface TinyStack {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  readonly resources: Resources;
  readonly outputs?: Record<string, unknown>;
  /** Asset key → handler source. */
  readonly handlers?: Record<string, string>;
}

const ROOT = resolve(import.meta.dirname, "../..");

export function writeAssembly(...stacks: readonly TinyStack[]): string {
  const dir = mkdtempSync(join(tmpdir(), "assembly-"));
  const artifacts: Record<string, unknown> = {};
  for (const stack of stacks) {
    const files: Record<string, unknown> = {};
    for (const [key, source] of Object.entries(stack.handlers ?? {})) {
      mkdirSync(join(dir, `asset.${key}`));
      buildSync({
        stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node24",
        outfile: join(dir, `asset.${key}`, "index.mjs"),
        banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      });
      files[key] = {
        source: { path: `asset.${key}`, packaging: "zip" },
        destinations: { here: { objectKey: `${key}.zip` } },
      };
    }
    writeFileSync(join(dir, `${stack.name}.assets.json`), JSON.stringify({ files }));
    const template = { Resources: stack.resources, Outputs: stack.outputs ?? {} };
    writeFileSync(join(dir, `${stack.name}.template.json`), JSON.stringify(template));
    artifacts[`${stack.name}.assets`] = {
      type: "cdk:asset-manifest",
      properties: { file: `${stack.name}.assets.json` },
    };
    artifacts[stack.name] = {
      type: "aws:cloudformation:stack",
      properties: { templateFile: `${stack.name}.template.json` },
      dependencies: [`${stack.name}.assets`, ...(stack.dependsOn ?? [])],
    };
  }
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  return dir;
}

export const ref = (name: string) => ({ Ref: name });
export const att = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });
export const join_ = (...parts: unknown[]) => ({ "Fn::Join": ["", parts] });

export interface TinyFunction {
  readonly key: string;
  readonly environment?: Record<string, unknown>;
  readonly statements?: readonly object[];
  readonly properties?: object;
}

/** A function with a role and its policy. */
export function functionResources(id: string, { key, environment, statements, properties }: TinyFunction): Resources {
  return {
    [`${id}Role`]: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {},
        Policies: [{ PolicyName: "own", PolicyDocument: { Statement: statements ?? [] } }],
      },
    },
    [id]: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: { "Fn::Sub": "cdk-assets-${AWS::AccountId}" }, S3Key: `${key}.zip` },
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Role: att(`${id}Role`, "Arn"),
        Environment: { Variables: environment ?? {} },
        ...properties,
      },
    },
  };
}

export function allow(actions: string | readonly string[], resource: unknown) {
  return { Effect: "Allow", Action: actions, Resource: resource };
}

export const CONSUME = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** A queue that S3 may write to. */
export function queuePolicy(queue: string, service: string) {
  return {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sqs:SendMessage",
            Resource: att(queue, "Arn"),
          },
        ],
      },
    },
  };
}
