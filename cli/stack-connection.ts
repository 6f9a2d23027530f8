// Where an operator's command works: on the embedded cloud of a running `run`, or on a deployed stack whose outputs
// `cdk deploy --outputs-file` wrote.
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { type BulkStore, bulkStore, type Endpoint } from "./bulk-store.ts";
import { runningClouds } from "./cloud-directory.ts";
import { unreadable } from "./drop-file.ts";
import type { OptionValues } from "./command-call.ts";
import { outOption, textOption } from "./run-options.ts";
import { UsageError } from "./usage-error.ts";

/** Stack name → output key → value. */
const OutputsFileSchema = z.record(z.string(), z.record(z.string(), z.string()));

export interface StackConnection {
  readonly outputs: Readonly<Record<string, string>>;
  /** Absent: AWS itself. */
  readonly endpoint?: Endpoint;
}

export async function connectedStore(values: OptionValues): Promise<BulkStore> {
  const { outputs, endpoint } = await stackConnection(values);
  return bulkStore(outputs, endpoint);
}

export async function stackConnection(values: OptionValues): Promise<StackConnection> {
  const outputsFile = textOption(values, "stack-outputs");
  return outputsFile === undefined ? runningStack(outOption(values)) : deployedStack(outputsFile);
}

async function runningStack(out: string): Promise<StackConnection> {
  const clouds = await runningClouds(out);
  const [cloud] = clouds;
  if (cloud === undefined) {
    throw new UsageError(
      `no embedded cloud runs under ${out}; start one with: run FILE --keep --out ${out}, or name a deployed stack with --stack-outputs FILE`,
    );
  }
  if (clouds.length > 1)
    throw new UsageError(`${String(clouds.length)} embedded clouds run under ${out}; end all but one`);
  const { outputs, endpoint, region, credentials } = cloud;
  return { outputs, endpoint: { endpoint, region, credentials } };
}

async function deployedStack(file: string): Promise<StackConnection> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(unreadable(file, error));
  });
  const parsed = OutputsFileSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new UsageError(`${file} is not an outputs file of \`cdk deploy --outputs-file\``);
  const outputs = Object.values(parsed.data).flatMap((stack) => Object.entries(stack));
  return { outputs: Object.fromEntries(outputs) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
