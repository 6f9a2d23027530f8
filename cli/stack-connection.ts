// Where a command works: on a deployed stack whose outputs `cdk deploy --outputs-file` wrote, on the embedded cloud of a running
// `run`, or, for a command that only reads, on the state that a finished run has left behind.
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { NAMES } from "../contracts/deployment.ts";
import { readJson } from "../domain/read-json.ts";
import { openRestingStorage } from "../local/resting-storage.ts";
import { type BulkStore, bulkStore, type Endpoint, stackOutput } from "./bulk-store.ts";
import {
  cloudDirectory,
  type RestingCloud,
  restingCloud,
  restingCloudIn,
  type RunningCloud,
  runningCloudIn,
  runningClouds,
} from "./cloud-directory.ts";
import type { OptionValues } from "./command-call.ts";
import { unreadable } from "./drop-file.ts";
import { lockOut } from "./run-lock.ts";
import { orderingUrlOption, outOption, textOption } from "./run-options.ts";
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
  if (stack !== undefined) return liveConnection(stack, outputsFile === undefined ? "running" : "deployed");
  const resting = await restingCloud(outOption(values));
  return resting && (await restingConnection(outOption(values), resting));
}

function liveConnection({ outputs, endpoint }: StackConnection, where: "running" | "deployed"): ReadConnection {
  const store = bulkStore(outputs, endpoint);
  const close = (): Promise<void> => {
    store.close();
    return Promise.resolve();
  };
  return { store, where, close };
}

/** The world that a `run` with these options would meet. Undefined: a new one. */
export async function worldConnection(values: OptionValues): Promise<ReadConnection | undefined> {
  const outputsFile = textOption(values, "stack-outputs");
  if (outputsFile !== undefined) return liveConnection(await deployedStack(outputsFile), "deployed");
  const out = outOption(values);
  const directory = cloudDirectory(out, orderingUrlOption(values));
  const running = await runningCloudIn(out, directory);
  if (running !== undefined) {
    return liveConnection({ outputs: running.outputs, endpoint: endpointOf(running) }, "running");
  }
  const resting = await restingCloudIn(directory);
  return resting && (await restingConnection(out, resting));
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
async function restingConnection(out: string, cloud: RestingCloud): Promise<ReadConnection> {
  const lock = await lockOut(out);
  try {
    const { store, close } = await openResting(cloud);
    return {
      store,
      where: "finished",
      async close() {
        await close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** For the process that holds the lock of its --out. */
export async function openResting({ directory, outputs }: RestingCloud): Promise<Omit<ReadConnection, "where">> {
  const output = (key: string): string => stackOutput(outputs, key);
  const storage = await openRestingStorage({
    dataDir: directory,
    buckets: [output(NAMES.outputs.filesBucket), output(NAMES.outputs.workBucket)],
    tables: [output(NAMES.outputs.table)],
  });
  const { region, credentials } = storage;
  const endpoint = { endpoint: "http://127.0.0.1:1", region, credentials, requestHandler: storage.requestHandler() };
  const store = bulkStore(outputs, endpoint);
  return {
    store,
    async close() {
      store.close();
      await storage.close();
    },
  };
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
