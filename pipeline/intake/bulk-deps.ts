// What the bulk file part needs of the world, for every function that reads a file, writes results or closes a file.
import type { S3Client } from "@aws-sdk/client-s3";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Meter } from "../../contracts/metrics.ts";
import type { Clock } from "../../domain/ports.ts";
import type { TellResults } from "../../adapters/aws/event-bus.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";

export interface BulkDeps {
  readonly s3: S3Client;
  readonly table: Table;
  readonly filesBucket: string;
  readonly workBucket: string;
  readonly clock: Clock;
  /** Absent: nobody counts. */
  readonly meter?: Meter;
  /** Absent: the sync tells of the results of a file that is closed here. */
  readonly tellResults?: TellResults;
}

export interface IntakeDeps extends BulkDeps {
  readonly sendOrders: SendOrders;
  /** Days after which personal data expires. */
  readonly personalDataDays: number;
  readonly profileOf: (distributor: string) => DistributorProfile | undefined;
  /** Orders, or messages, that are handled between two looks at the time left. Absent: as many as are worth it. */
  readonly groupSize?: number;
}
