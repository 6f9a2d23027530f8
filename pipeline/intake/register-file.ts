// The record of a dropped file. The first drop of some bytes writes it; another drop of them finds it, and so is the same file. A
// verdict that depends on more than the bytes does not stay with them: a file that was refused as a whole is read anew on its next
// drop, and what its distributor's profile said at the drop is kept with it for all that follows.
import { isDeepStrictEqual } from "node:util";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { fileIdOf } from "../../contracts/ids.ts";
import { type Policy, PolicySchema } from "../../contracts/outcomes.ts";
import type { FileRecord } from "../../contracts/records.ts";
import { readInboxKey, resultsPrefixOf } from "../../domain/inbox-key.ts";
import { sheetWanted } from "../../domain/drop-metadata.ts";
import type { DroppedObject } from "../../domain/dropped-objects.ts";
import type { DownloadedDrop } from "../../adapters/aws/download-drop.ts";
import { isThere } from "../../adapters/aws/objects.ts";
import { FileStore } from "../orders/file-store.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { WORK_NAMES } from "./intake-summary.ts";

export interface ToldDrop extends DroppedObject {
  /** When S3 told of the drop, an ISO instant: for the times that its distributor waits. */
  readonly toldAt?: string;
}

/** Undefined: the drop was taken back before anybody read it, and no other drop has brought these bytes. */
export async function registerFile(
  deps: IntakeDeps,
  drop: ToldDrop,
  local: DownloadedDrop,
): Promise<FileRecord | undefined> {
  const fresh = freshRecord(deps, drop, local);
  const files = new FileStore(deps.table);
  if (local.isDeleted) return await files.file(fresh.fileId);
  const known = await files.register(fresh);
  const isNew = known.status === "rejected" && !isSameDrop(known, drop);
  return isNew || (await hasLostItsData(deps, known)) ? await files.beginAgain(known, fresh) : known;
}

/**
 * Of a file at rest: what its results and its held orders need has expired, and these bytes bring it back. They are read anew: orders
 * that are over stay so, and held ones go on.
 */
async function hasLostItsData({ s3, workBucket }: IntakeDeps, file: FileRecord): Promise<boolean> {
  if (file.status !== "completed" && file.status !== "needsAttention") return false;
  return !(await isThere(s3, { bucket: workBucket, key: `${file.workPrefix ?? ""}${WORK_NAMES.messages}` }));
}

/** `asked`: by the person who drops it. */
export const policyAtDrop = (asked: Policy | undefined, profile: DistributorProfile | undefined): Policy =>
  asked ?? profile?.policy ?? "order";

/** No attempt has come to the end of it. A file that was refused as a whole begins again with its next drop. */
export const isToBeRead = ({ status }: Pick<FileRecord, "status">): boolean =>
  status === "received" || status === "reading";

/** What decides how a file is read; how its distributor sends files and is told of the results is looked up then. */
function readingPart(profile: DistributorProfile | undefined): FileRecord["profile"] {
  if (profile === undefined) return null;
  const { notify: _told, feed: _fetched, sftp: _sent, awsAccess: _put, ...reading } = profile;
  return reading;
}

function freshRecord(deps: IntakeDeps, { key, versionId, toldAt }: ToldDrop, local: DownloadedDrop): FileRecord {
  const inbox = readInboxKey(key);
  const sheet = sheetWanted(local.metadata);
  const fileId = fileIdOf(inbox.distributor, local.sha256, sheet);
  const profile = deps.profileOf(inbox.distributor);
  const asked = PolicySchema.safeParse(local.metadata["policy"]);
  return {
    ...{ fileId, ...inbox, key },
    ...(versionId !== undefined && { versionId }),
    contentHash: local.sha256,
    bytes: local.bytes,
    status: "received",
    ...(sheet !== undefined && { sheet }),
    policy: policyAtDrop(asked.data, profile),
    profile: readingPart(profile),
    resultsPrefix: resultsPrefixOf(inbox, fileId),
    receivedAt: deps.clock.now().toISOString(),
    ...(toldAt !== undefined && { toldAt }),
  };
}

/** A notification that comes twice is one drop. Without versions nobody can tell, and to read a refused file once more is harmless. */
const isSameDrop = (known: FileRecord, { key, versionId }: DroppedObject): boolean =>
  versionId !== undefined && known.key === key && known.versionId === versionId;

/**
 * Undefined: the refusal stands. Else the profile has changed while the file was read, and the drop, or another one meanwhile, may
 * have come after that: it is read once more, with the profile of now.
 */
export async function recordWithNewProfile(
  { table, profileOf }: IntakeDeps,
  { fileId, distributor, profile: before, workPrefix }: FileRecord,
): Promise<FileRecord | undefined> {
  const profile = readingPart(profileOf(distributor));
  if (workPrefix === undefined || before === undefined || isDeepStrictEqual(profile, before)) return undefined;
  return await new FileStore(table).change(fileId, {
    set: { profile },
    remove: ["progressPrefix", "checked"],
    when: { status: "reading", workPrefix },
  });
}
