// The addresses of the cloud: one port for all services, one for each HTTP API. They are open before anything behind them
// exists, because the template needs the numbers. Until everything behind them does, a request gets 503: a partner whose callback
// meets a 404 may never send it again.
import type { Server } from "node:http";
import type { Clock } from "./clock.ts";
import { closeServer, createHttpFront, listen } from "./endpoint/http-front.ts";
import type { CloudRequest, CloudResponse } from "./endpoint/message.ts";
import { HttpApi, type InvokeFunction } from "./http-api/http-api.ts";
import type { Meter } from "./meter/meter.ts";
import type { Addresses, ApiDeclaration } from "./template/read-resources.ts";

export interface Fronts {
  readonly addresses: Addresses;
  /** Address of the HTTP API of this name. */
  readonly addressOf: (apiName: string) => string;
  /** By API id. */
  readonly apis: ReadonlyMap<string, HttpApi>;
  serve(endpoint: (request: CloudRequest) => Promise<CloudResponse>, invoke: InvokeFunction): void;
  close(): Promise<void>;
}

export interface FrontOptions {
  readonly clock: Clock;
  readonly meter: Meter;
  /** 0 = any. */
  readonly endpointPort: number;
  readonly httpApiPorts: Readonly<Record<string, number>>;
}

const STARTING: CloudResponse = { status: 503, headers: {}, body: "the cloud is starting" };

export async function openFronts(declared: readonly ApiDeclaration[], options: FrontOptions): Promise<Fronts> {
  let endpoint: (request: CloudRequest) => Promise<CloudResponse> = () => Promise.resolve(STARTING);
  let invoke: InvokeFunction | undefined;
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
  };
  const open = async (handle: (request: CloudRequest) => Promise<CloudResponse>, port: number): Promise<string> => {
    const server = createHttpFront(handle);
    servers.push(server);
    return `http://127.0.0.1:${String(await listen(server, port))}`;
  };
  try {
    const address = await open((request) => endpoint(request), options.endpointPort);
    const apis = new Map<string, HttpApi>();
    const addresses = new Map<string, string>();
    for (const { id, name } of declared) {
      const api = new HttpApi(
        { id, name },
        (functionArn, event) => invoke?.(functionArn, event) ?? Promise.reject(new Error("the cloud is starting")),
        options,
      );
      apis.set(id, api);
      const handle = (request: CloudRequest): Promise<CloudResponse> =>
        invoke === undefined ? Promise.resolve(STARTING) : api.handle(request);
      addresses.set(id, await open(handle, options.httpApiPorts[name] ?? 0));
    }
    return {
      addresses: { endpoint: address, apis: addresses },
      apis,
      addressOf(apiName) {
        const found = addresses.get(declared.find(({ name }) => name === apiName)?.id ?? "");
        if (found === undefined) throw new Error(`the assembly has no HTTP API ${apiName}`);
        return found;
      },
      serve(handle, invokeFunction) {
        endpoint = handle;
        invoke = invokeFunction;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
