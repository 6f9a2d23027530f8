// Where a temporary file goes: a name that nobody can know before. No folder of its own, for making and removing one costs more than
// most of the files that would lie in it. Open it by TEMPORARY, so that nobody else can read it or has put it there before.
import { randomUUID } from "node:crypto";
import { constants, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `name` says in a listing what it is for. */
export const temporaryPath = (name: string): string => join(tmpdir(), `apex-bulk-${randomUUID()}-${name}`);

/** Makes the file, to be read and written by this process's user only; throws where something has that name. */
export const openTemporary = (path: string): number =>
  openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
