// Damage that LevelDB passes over in silence: it drops what it cannot read of its log, takes a log that was cut off for the end
// of a crash, and begins anew where its first file is gone. A table that has forgotten orders would order them again, so each
// of these ends the start, and every later one, until somebody has put the folder back or deleted it.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DamagedFile, readJsonFile } from "../damaged-file.ts";
import { numberAt } from "../json.ts";

/** Kept in the folder: once LevelDB has dropped something, its own files are sound again and tell nothing. */
const MARK = "DAMAGED";
/** Bytes of each file as they were at the last close; absent after a crash, which LevelDB recovers from by itself. */
const SIZES = "sizes.json";
const DATA = /^(?:CURRENT|MANIFEST-\d+|\d+\.(?:log|ldb|sst))$/;
const DROPPED = /([^/\s]+): dropping \d+ bytes; Corruption/;

const dataFiles = (dir: string): string[] => readdirSync(dir).filter((name) => DATA.test(name));

/** Before the opening. */
export function refuseDamaged(dir: string): void {
  if (existsSync(join(dir, MARK))) throw new DamagedFile(join(dir, readFileSync(join(dir, MARK), "utf8")));
  if (dataFiles(dir).length > 0 && !existsSync(join(dir, "CURRENT"))) throw new DamagedFile(join(dir, "CURRENT"));
  const kept = join(dir, SIZES);
  if (!existsSync(kept)) return;
  const sizes = readJsonFile(kept);
  for (const name of Object.keys(sizes)) {
    const file = join(dir, name);
    if (!existsSync(file) || statSync(file).size !== numberAt(sizes, name)) throw new DamagedFile(file);
  }
}

/** After the opening: LevelDB writes into its own log what it has left out. */
export function refuseLosses(dir: string): void {
  const log = join(dir, "LOG");
  const dropped = DROPPED.exec(existsSync(log) ? readFileSync(log, "utf8") : "")?.[1];
  if (dropped !== undefined) {
    writeFileSync(join(dir, MARK), dropped);
    throw new DamagedFile(join(dir, dropped));
  }
  // From here on the files change.
  rmSync(join(dir, SIZES), { force: true });
}

/** After the close. */
export function noteSizes(dir: string): void {
  const sizes = dataFiles(dir).map((name) => [name, statSync(join(dir, name)).size] as const);
  writeFileSync(join(dir, SIZES), JSON.stringify(Object.fromEntries(sizes)));
}
