// Where a command works: on a deployed stack whose outputs `cdk deploy --outputs-file` wrote, on the embedded cloud of a running
// `run`, or, for a command that only reads, on the state that a finished run has left behind.
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { NAMES } from "../contracts/deployment.ts";
import { readJson } from "../domain/read-json.ts";
import { openRestingStorage } from "../local/resting-storage.ts";
import { type BulkStore, bulkStore, type Endpoint, stackOutput } from "./bulk-store.ts";
import { type RestingCloud, restingCloud, type RunningCloud, runningClouds } from "./cloud-directory.ts";
import type { OptionValues } from "./command-call.ts";
import { unreadable } from "./drop-file.ts";
import { lockOut } from "./run-lock.ts";
import { outOption, textOption } from "./run-options.ts";
import { PROGRAM, UsageError } from "./usage-error.ts";

/** Stack name → output key → value. */
const OutputsFileSchema = z.record(z.string(), z.record(z.string(), z.string()));

export interface StackConnection {
  readonly outputs: Readonly<Record<string, string>>;
  /** Absent: AWS itself. */
  readonly endpoint?: Endpoint;
}

/** What a command that only reads is connected to. */
export interface ReadConnection {
  readonly store: BulkStore;
  readonly where: "deployed" | "running" | "finished";
  close(): Promise<void>;
}

/** For commands that change something: what they change must be running. */
export async function stackConnection(values: OptionValues): Promise<StackConnection> {
  const outputsFile = textOption(values, "stack-outputs");
  if (outputsFile !== undefined) return deployedStack(outputsFile);
  const out = outOption(values);
  const cloud = await runningStack(out);
  if (cloud === undefined) throw new UsageError(noCloudText(out));
  return cloud;
}

/** Undefined: there is no stack, and no run has left anything. */
export async function readConnection(values: OptionValues): Promise<ReadConnection | undefined> {
  const outputsFile = textOption(values, "stack-outputs");
  const stack = outputsFile === undefined ? await runningStack(outOption(values)) : await deployedStack(outputsFile);
  if (stack !== undefined) {
    const store = bulkStore(stack.outputs, stack.endpoint);
    const close = (): Promise<void> => {
      store.close();
      return Promise.resolve();
    };
    return { store, where: outputsFile === undefined ? "running" : "deployed", close };
  }
  const resting = await restingCloud(outOption(values));
  return resting && (await restingConnection(outOption(values), resting));
}

/** The same where there must be something to read. */
export async function demandReadConnection(values: OptionValues): Promise<ReadConnection> {
  const connection = await readConnection(values);
  if (connection === undefined) throw new UsageError(noCloudText(outOption(values)));
  return connection;
}

const noCloudText = (out: string): string =>
  `no embedded cloud runs under ${out}. Start one with: ${PROGRAM} run FILE --keep${out === "out" ? "" : ` --out ${out}`}; ` +
  "or name a deployed stack with --stack-outputs FILE";

async function runningStack(out: string): Promise<StackConnection | undefined> {
  const [cloud] = await runningClouds(out);
  return cloud === undefined ? undefined : { outputs: cloud.outputs, endpoint: endpointOf(cloud) };
}

const endpointOf = ({ endpoint, region, credentials }: RunningCloud): Endpoint => ({ endpoint, region, credentials });

/** No run may begin while its state is read. */
async function restingConnection(out: string, { directory, outputs }: RestingCloud): Promise<ReadConnection> {
  const lock = await lockOut(out);
  try {
    const output = (key: string): string => stackOutput(outputs, key);
    const storage = await openRestingStorage({
      dataDir: directory,
      buckets: [output(NAMES.outputs.filesBucket), output(NAMES.outputs.workBucket)],
      tables: [output(NAMES.outputs.table)],
    });
    const { region, credentials } = storage;
    const endpoint = { endpoint: "http://127.0.0.1:1", region, credentials, requestHandler: storage.requestHandler() };
    const store = bulkStore(outputs, endpoint);
    const close = async (): Promise<void> => {
      store.close();
      await storage.close();
      await lock.release();
    };
    return { store, where: "finished", close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function deployedStack(file: string): Promise<StackConnection> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(unreadable(file, error));
  });
  const parsed = OutputsFileSchema.safeParse(readJson(text));
  if (!parsed.success) throw new UsageError(`${file} is not an outputs file of \`cdk deploy --outputs-file\``);
  const outputs = Object.values(parsed.data).flatMap((stack) => Object.entries(stack));
  return { outputs: Object.fromEntries(outputs) };
}
