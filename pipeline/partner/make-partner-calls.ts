// Puts the partner together for a function: HTTP client, credentials, rate, breaker and the call protocol. One a function
// instance, so that its messages share leases, connections and what they learn of the partner.
import { randomUUID } from "node:crypto";
import { setTimeout as sleepFor } from "node:timers/promises";
import { type Meter, SILENT_METER } from "../../contracts/metrics.ts";
import type { Clock, PartnerCalls } from "../../domain/ports.ts";
import { ApexClient } from "../../adapters/apex/apex-client.ts";
import type { PartnerSettings } from "../../adapters/apex/assumptions.ts";
import { type HttpExchange, httpExchange } from "../../adapters/apex/http-exchange.ts";
import { CredentialStore } from "../../adapters/apex/partner-credentials.ts";
import type { Secrets } from "../../adapters/aws/secrets.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { CallProtocol } from "./call-protocol.ts";
import { CallRecords } from "./call-records.ts";
import { CircuitBreaker } from "./rate/circuit-breaker.ts";
import { Gate } from "./rate/gate.ts";
import { PartnerLookUp } from "./look-up.ts";
import { RateLimiter } from "./rate/rate-limiter.ts";
import { TroubleLog } from "./trouble-log.ts";

export interface PartnerCallsOptions {
  /** The partner's part of a function's environment (contracts/environments.ts). */
  readonly env: PartnerSettings;
  readonly table: Table;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Absent: nobody counts the calls. */
  readonly meter?: Meter;
  /** For tests and simulation: the wire, waiting, and the names of owners. */
  readonly exchange?: HttpExchange;
  readonly sleep?: (millis: number) => Promise<unknown>;
  readonly newOwner?: () => string;
}

export function makePartnerCalls(options: PartnerCallsOptions): PartnerCalls {
  const { env, table, secrets, clock } = options;
  const { exchange = httpExchange, sleep = sleepFor, newOwner = randomUUID, meter = SILENT_METER } = options;
  const timeoutSeconds = env.APEX_TIMEOUT_SECONDS;
  const baseUrl = env.ORDERING_API_URL.replace(/\/+$/, "");
  const client = new ApexClient({ baseUrl, timeoutMillis: timeoutSeconds * 1000, clock, exchange });
  const limiter = new RateLimiter({ table, clock, sleep, callsPerSecond: env.APEX_CALLS_PER_SECOND, newOwner });
  const troubles = new TroubleLog({ table, clock, baseUrl });
  return new CallProtocol({
    client,
    lookUp: new PartnerLookUp(client, env),
    credentials: new CredentialStore(secrets, env.ORDERING_API_CREDENTIALS_SECRET),
    records: new CallRecords(table, sleep),
    gate: new Gate({ limiter, breaker: new CircuitBreaker(), clock, sleep, meter, troubles }),
    meter,
    troubles,
    clock,
    timeoutSeconds,
    newOwner,
  });
}
