// How long a distributor has waited for an answer to a file: since S3 told of the drop, or since intake first saw it.
import type { FileRecord } from "../contracts/records.ts";

export const secondsSinceDrop = ({ toldAt, receivedAt }: FileRecord, now: Date): number =>
  Math.max(0, (now.getTime() - Date.parse(toldAt ?? receivedAt)) / 1000);
