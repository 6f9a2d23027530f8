// What webhooks and mail have in common: the event as it comes from the queue, links to the files, and a note of what a receiver has
// taken, so that an event that comes twice is sent once.
import { keys } from "../../contracts/records.ts";
import { NOTICE_LINK_SECONDS, type ResultsReady, ResultsReadyEventSchema } from "../../contracts/results-ready.ts";
import type { ResultLink } from "../../contracts/front-door.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { readJson } from "../../domain/read-json.ts";
import { type LinkDeps, resultLinks } from "../front-door/result-links.ts";

export interface NoticeDeps extends LinkDeps {
  readonly table: Table;
  readonly profileOf: (distributor: string) => DistributorProfile | undefined;
}

export type Channel = "webhook" | "mail";

/** Undefined: not an event of ours. */
export const readNotice = (body: string): ResultsReady | undefined =>
  ResultsReadyEventSchema.safeParse(readJson(body)).data?.detail;

export const noticeLinks = (deps: LinkDeps, { results }: ResultsReady): Promise<ResultLink[]> =>
  resultLinks(deps, results.prefix, NOTICE_LINK_SECONDS);

export async function isSent({ table }: NoticeDeps, { id }: ResultsReady, channel: Channel): Promise<boolean> {
  return (await table.get(keys.notice(id, channel))) !== undefined;
}

export async function noteSent({ table, clock }: NoticeDeps, { id }: ResultsReady, channel: Channel): Promise<void> {
  await table.put({ ...keys.notice(id, channel), sentAt: clock.now().toISOString() });
}
