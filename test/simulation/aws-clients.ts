// The SDK's clients as the adapters see them, answered in process by the embedded cloud's own cores: SQS and Step Functions
// as they are, S3 as a map of bytes. Errors are the SDK's classes, so that the adapters read them as on AWS.
import { hash } from "node:crypto";
import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidToken,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { StatesService } from "../../local/step-functions/machine.ts";
import { EventWriter } from "../../local/s3/notifications.ts";
import { currentInvocation } from "./invocation.ts";
import type { SimulatedQueues } from "./simulated-queues.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Wire } from "./wire.ts";

interface Command {
  readonly input: Record<string, unknown>;
}
const actionOf = (command: Command): string => command.constructor.name.replace(/Command$/, "");

const STATES_ERRORS = {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidToken,
  TaskDoesNotExist,
  TaskTimedOut,
};

export function statesClient(wire: Wire, service: StatesService): SFNClient {
  const send = (command: Command): Promise<unknown> => {
    const action = actionOf(command);
    const about = String(command.input["name"] ?? command.input["executionArn"] ?? command.input["taskToken"] ?? "");
    return wire.call({
      name: `${action} ${about.slice(-48)}`,
      effect: async () => {
        try {
          return dated(await service.call(action, command.input));
        } catch (error) {
          throw sdkError(error);
        }
      },
    });
  };
  return { send } as unknown as SFNClient;
}

/** The wire has seconds, the SDK gives dates. */
function dated(answer: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(answer).map(([name, value]): [string, unknown] =>
    name.endsWith("Date") && typeof value === "number" ? [name, new Date(value * 1000)] : [name, value],
  );
  return Object.fromEntries(entries);
}

function sdkError(error: unknown): unknown {
  if (!(error instanceof Error) || !Object.hasOwn(STATES_ERRORS, error.name)) return error;
  const make = STATES_ERRORS[error.name as keyof typeof STATES_ERRORS];
  return new make({ message: error.message, $metadata: {} });
}

export function queueClient(wire: Wire, queues: SimulatedQueues): SQSClient {
  const send = (command: Command): Promise<unknown> => {
    const action = actionOf(command);
    const url = String(command.input["QueueUrl"]);
    const traceHeader = currentInvocation.getStore()?.traceHeader;
    return wire.call({
      name: `${action} ${url.slice(url.lastIndexOf("/") + 1)} ${aboutOf(command.input)}`,
      effect: () => queues.call(action, command.input, traceHeader),
    });
  };
  return { send } as unknown as SQSClient;
}

function aboutOf(input: Record<string, unknown>): string {
  const body = String(input["MessageBody"] ?? "");
  return /o-[0-9a-f]{32}/.exec(body)?.[0] ?? String(input["ReceiptHandle"] ?? "").slice(0, 8);
}

interface StoredObject {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export class SimulatedS3 {
  readonly objects = new Map<string, StoredObject>();
  readonly client: S3Client;
  readonly #events: EventWriter;
  readonly #onDrop: (event: string, key: string) => void;

  constructor(wire: Wire, time: VirtualTime, onDrop: (event: string, key: string) => void) {
    this.#events = new EventWriter(time);
    this.#onDrop = onDrop;
    const send = (command: Command): Promise<unknown> => {
      const { Bucket, Key } = command.input as { Bucket: string; Key: string };
      const action = actionOf(command);
      const place = `${Bucket}/${Key}`;
      const effect = (): unknown => this.#answer(action, command.input);
      // The documents of a file's orders: without them no stage can work.
      const needs = action === "GetObject" && Bucket === "work" ? { needs: place } : {};
      return wire.call({ name: `${action} ${place}`, effect, ...needs });
    };
    this.client = { send } as unknown as S3Client;
  }

  put(path: string, body: Buffer, metadata: Readonly<Record<string, string>> = {}): void {
    this.objects.set(path, { body, metadata });
    const [bucket = "", ...rest] = path.split("/");
    const key = rest.join("/");
    if (!key.startsWith("inbox/")) return;
    const object = { file: "", sizeBytes: body.length, etag: "e", modifiedAt: 0, headers: {} };
    this.#onDrop(this.#events.event({ bucket, key, event: "ObjectCreated:Put", object, principal: "sim" }), key);
  }

  #answer(action: string, input: Record<string, unknown>): unknown {
    const path = `${String(input["Bucket"])}/${String(input["Key"])}`;
    if (action === "PutObject") {
      const body = input["Body"];
      this.put(path, Buffer.from(body instanceof Uint8Array ? body : String(body ?? "")));
      return {};
    }
    if (action === "CopyObject") {
      const source = this.objects.get(decodeURIComponent(String(input["CopySource"])));
      if (source === undefined || etagOf(source) !== input["CopySourceIfMatch"]) throw sourceChanged();
      this.put(path, source.body, source.metadata);
      return {};
    }
    if (action === "GetObject") return read(this.objects.get(path), input["Range"]);
    throw new Error(`simulated S3 does not know ${action}`);
  }
}

const etagOf = ({ body }: StoredObject): string => `"${hash("md5", body)}"`;

function sourceChanged(): S3ServiceException {
  return new S3ServiceException({
    ...({ name: "PreconditionFailed", $fault: "client", message: "the source is another" } as const),
    $metadata: { httpStatusCode: 412 },
  });
}

function read(found: StoredObject | undefined, range: unknown): unknown {
  if (found === undefined) throw Object.assign(new Error("NoSuchKey"), { name: "NoSuchKey" });
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(String(range ?? "")) ?? [];
  const body = from === undefined ? found.body : found.body.subarray(Number(from), Number(to) + 1);
  return {
    Body: {
      transformToWebStream: async function* () {
        await Promise.resolve();
        if (body.length > 0) yield new Uint8Array(body);
      },
      transformToString: () => Promise.resolve(body.toString("utf8")),
    },
    ETag: etagOf(found),
    Metadata: found.metadata,
  };
}
