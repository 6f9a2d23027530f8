// Reads a synthesized CDK cloud assembly: its stacks in the order of their dependencies, and where the code of each asset
// lies on disk. Nested assemblies are not read: they end in an error that says so.
import { join, resolve } from "node:path";
import { readJsonFile } from "../damaged-file.ts";
import { type JsonObject, isObject, listAt, objectAt, textAt } from "../json.ts";

export interface StackTemplate {
  readonly name: string;
  readonly template: JsonObject;
  /** Object key in the assets bucket → directory or file on disk. */
  readonly assets: ReadonlyMap<string, string>;
}

export function readAssembly(dir: string): readonly StackTemplate[] {
  const artifacts = objectAt(readJsonFile(join(dir, "manifest.json")), "artifacts");
  const ordered: string[] = [];
  const visit = (id: string): void => {
    if (ordered.includes(id)) return;
    for (const dependency of listAt(artifacts[id], "dependencies")) {
      if (typeof dependency === "string") visit(dependency);
    }
    ordered.push(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  const stacks: StackTemplate[] = [];
  for (const id of ordered) {
    const artifact = artifacts[id];
    const type = textAt(artifact, "type");
    if (type === "cdk:cloud-assembly") throw new Error(`assembly ${dir}: nested assembly ${id} is not supported`);
    if (type === "aws:cloudformation:stack") stacks.push(readStack(dir, id, artifacts));
  }
  if (stacks.length === 0) throw new Error(`assembly ${dir}: no stack in manifest.json`);
  return stacks;
}

function readStack(dir: string, id: string, artifacts: JsonObject): StackTemplate {
  const artifact = artifacts[id];
  const file = textAt(objectAt(artifact, "properties"), "templateFile") ?? `${id}.template.json`;
  const assets = new Map<string, string>();
  for (const dependency of listAt(artifact, "dependencies")) {
    const manifest = typeof dependency === "string" ? artifacts[dependency] : undefined;
    if (textAt(manifest, "type") !== "cdk:asset-manifest") continue;
    const manifestFile = textAt(objectAt(manifest, "properties"), "file");
    if (manifestFile !== undefined) collectAssets(dir, manifestFile, assets);
  }
  return {
    name: textAt(objectAt(artifact, "properties"), "stackName") ?? id,
    template: readJsonFile(join(dir, file)),
    assets,
  };
}

function collectAssets(dir: string, manifestFile: string, into: Map<string, string>): void {
  const files = objectAt(readJsonFile(join(dir, manifestFile)), "files");
  for (const file of Object.values(files)) {
    const path = textAt(objectAt(file, "source"), "path");
    for (const destination of Object.values(objectAt(file, "destinations"))) {
      const objectKey = isObject(destination) ? textAt(destination, "objectKey") : undefined;
      if (path !== undefined && objectKey !== undefined) into.set(objectKey, resolve(dir, path));
    }
  }
}
