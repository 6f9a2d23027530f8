// One embedded cloud for one run, the partner beside it where no other is named: assembly, cloud, clients, and what went wrong
// inside. A function that cannot start ends the session at once with its own message, because nothing behind it would ever move.
import path from "node:path";
import { readEnv } from "../adapters/runtime/env.ts";
import { NAMES } from "../contracts/deployment.ts";
import { type Cloud, startCloud } from "../local/cloud.ts";
import type { CloudOptions } from "../local/cloud-options.ts";
import type { CloudEvent } from "../local/cloud-event.ts";
import type { CloudWatch } from "../local/cloudwatch/cloudwatch.ts";
import type { TokenIssuer } from "../local/issuer/token-issuer.ts";
import type { MeterReading } from "../local/meter/meter.ts";
import * as z from "zod";
import { cachedAssembly } from "./assembly-cache.ts";
import { type BulkStore, bulkStore, type Endpoint } from "./bulk-store.ts";
import { claimCloudDirectory, forgetRunningCloud, noteRunningCloud } from "./cloud-directory.ts";
import { machineFault } from "./fault-text.ts";
import { LOCAL_AUDIENCE, LOCAL_ISSUER, localIssuer } from "./local-issuer.ts";
import { partnerAccess, type PartnerServer } from "./partner-server.ts";
import { beginPartnerThread, type PartnerThread } from "./partner-thread.ts";
import type { RunSettings } from "./settings-from-environment.ts";
import { Breakdown } from "./usage-error.ts";

export interface SessionOptions {
  readonly directory: string;
  /** What the folder held is forgotten. */
  readonly fresh: boolean;
  readonly settings: RunSettings;
  readonly callbackPort: number | undefined;
  /** Of the front door; absent: it stays closed. */
  readonly apiPort?: number | undefined;
  /** What usage is told by, where somebody reads the meter: order ids. */
  readonly subjectPattern?: RegExp;
  /** Begun before this code was loaded; absent: it begins now, where our own Ordering API is the partner. */
  readonly partnerThread?: PartnerThread | undefined;
  readonly say: (line: string) => void;
}

export interface EmbeddedSession {
  readonly store: BulkStore;
  readonly outputs: Readonly<Record<string, string>>;
  readonly endpoint: Endpoint;
  readonly callbackUrl: string | undefined;
  /** Our own Ordering API; undefined: the run names another. */
  readonly partner: PartnerServer | undefined;
  /** Metrics and alarms. */
  readonly cloudWatch: CloudWatch;
  /** What AWS would bill so far. */
  readMeter(): MeterReading;
  /** Rejects as soon as nothing can go on; never resolves. */
  readonly broken: Promise<never>;
  /** Other commands learn where the board is. */
  noteBoard(address: string): Promise<void>;
  /** What failed inside without ending the run, most frequent first. */
  faults(): string[];
  close(): Promise<void>;
}

/** The child process that synthesizes gets this process's environment as it is. */
const wholeEnvironment = z.custom<NodeJS.ProcessEnv>(() => true);

const ROOT = path.resolve(import.meta.dirname, "..");

export async function openEmbeddedSession(options: SessionOptions): Promise<EmbeddedSession> {
  const { directory, settings } = options;
  await claimCloudDirectory(directory, options);
  if (settings.orderingUrl !== undefined) return openBeside(undefined, options);
  const thread = options.partnerThread ?? beginPartnerThread();
  try {
    return await openBeside(thread, options);
  } catch (error) {
    await thread.close();
    throw error;
  }
}

async function openBeside(thread: PartnerThread | undefined, options: SessionOptions): Promise<EmbeddedSession> {
  const { directory, settings } = options;
  const assemblyDir = await cachedAssembly({
    root: ROOT,
    settings: {
      ...settings.deployment,
      demoDistributor: "on",
      ...(options.apiPort !== undefined && { frontDoorIssuer: LOCAL_ISSUER, frontDoorAudience: LOCAL_AUDIENCE }),
    },
    environment: readEnv(wholeEnvironment),
    onSynthesis: () => {
      options.say("Synthesizing the stacks and bundling the functions (once for these sources) …");
    },
  });
  const watch = watchEvents(options.say);
  const issuer = options.apiPort === undefined ? undefined : await startIssuer(directory);
  const issuerAddresses = issuer === undefined ? {} : { [LOCAL_ISSUER]: issuer.address };
  const { cloud, partner } = await started(thread, options, { assemblyDir, onEvent: watch.onEvent, issuerAddresses });
  const credentials = cloud.rootCredentials;
  const partnerOutputs: Record<string, string> =
    partner === undefined ? {} : { [NAMES.outputs.orderingUrl]: partner.url };
  const outputs = { ...cloud.outputs, ...partnerOutputs };
  const note = { endpoint: cloud.endpoint, region: cloud.region, credentials, outputs };
  await noteRunningCloud(directory, note);
  const endpoint = { endpoint: cloud.endpoint, region: cloud.region, credentials };
  const store = bulkStore(outputs, endpoint);
  return {
    ...{ store, outputs, endpoint, partner, cloudWatch: cloud.cloudWatch },
    callbackUrl: outputs[NAMES.outputs.callbackUrl],
    readMeter: () => cloud.readMeter(),
    broken: partner === undefined ? watch.broken : Promise.race([watch.broken, partner.broken]),
    noteBoard: (board) => noteRunningCloud(directory, { ...note, board }),
    faults: watch.faults,
    async close() {
      store.close();
      await forgetRunningCloud(directory);
      await cloud.close();
      // Last: what the functions were asking it is answered or cut, as they end.
      await partner?.close();
      await issuer?.close();
    },
  };
}

async function startIssuer(directory: string): Promise<TokenIssuer> {
  // Loaded with its library only by a run that opens the front door.
  const { startTokenIssuer } = await import("../local/issuer/token-issuer.ts");
  return startTokenIssuer(localIssuer(directory));
}

interface Started {
  readonly cloud: Cloud;
  /** Undefined: the run names another Ordering API. */
  readonly partner: PartnerServer | undefined;
}

async function started(
  thread: PartnerThread | undefined,
  { directory, settings, callbackPort, apiPort, subjectPattern }: SessionOptions,
  means: Pick<CloudOptions, "assemblyDir" | "onEvent" | "issuerAddresses">,
): Promise<Started> {
  const access = thread === undefined ? undefined : partnerAccess(settings.secretValues, thread);
  let partner: PartnerServer | undefined;
  try {
    const cloud = await startCloud({
      ...means,
      dataDir: directory,
      secretValues: access?.secretValues ?? settings.secretValues,
      ...(access !== undefined && {
        standIn: {
          stack: NAMES.orderingStack,
          async start(apiAddress) {
            partner = await access.start({ directory, callbackUrl: apiAddress(NAMES.callbackApi) });
            return new URL(partner.url).origin;
          },
        },
      }),
      ...(subjectPattern !== undefined && { subjectPattern }),
      httpApiPorts: {
        ...(callbackPort !== undefined && { [NAMES.callbackApi]: callbackPort }),
        ...(apiPort !== undefined && { [NAMES.frontDoorApi]: apiPort }),
      },
    });
    return { cloud, partner };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      const ports = [callbackPort, apiPort].filter((port) => port !== undefined).join(" or ");
      throw new Breakdown(`port ${ports} is in use; choose another --callback-port or --api-port`, { cause: error });
    }
    throw error;
  }
}

interface Watch {
  readonly onEvent: (event: CloudEvent) => void;
  readonly broken: Promise<never>;
  readonly faults: () => string[];
}

function watchEvents(say: SessionOptions["say"]): Watch {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Code that races it sees the rejection; a run that has ended no longer looks.
  broken.catch(() => undefined);
  const counts = new Map<string, number>();
  const count = (fault: string): void => void counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return {
    broken,
    faults: () =>
      [...counts].sort(([, one], [, other]) => other - one).map(([fault, times]) => `${String(times)} × ${fault}`),
    onEvent(event) {
      if (event.type === "functionFailed" && event.phase === "init") {
        reject(new Breakdown(`the function ${event.functionName} cannot start: ${event.errorName}: ${event.message}`));
      } else if (event.type === "functionFailed") {
        count(`${event.functionName}: ${event.errorName}: ${event.message}`);
      } else if (event.type === "accessDenied") {
        count(`${event.principal} may not ${event.action} on ${event.resource}`);
      } else if (event.type === "notRunHere") {
        say(`${event.resource}: ${event.reason}`);
      } else if (event.type === "recursionStopped") {
        count(`${event.functionName}: a chain of its own messages was stopped, as Lambda stops endless loops`);
      } else if (event.type === "serviceFailed") {
        // A full disk or a damaged file: every further try of the functions would end the same way.
        const fault = machineFault(event.error);
        if (fault !== undefined) reject(new Breakdown(fault));
        count(`${event.service} ${event.action}: ${event.message}`);
      }
    },
  };
}
