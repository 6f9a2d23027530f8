// What a person can do about a fault of the machine: one line that names the file and the remedy, never a stack and never what
// is in a file. Faults of ours are told by their name and the line of code where they arose.
import { tmpdir } from "node:os";
import path from "node:path";
import { DamagedFile } from "../local/damaged-file.ts";
import { UnreadableRecord } from "../pipeline/orders/unreadable-record.ts";
import { Breakdown } from "./usage-error.ts";

const AGAIN = "then run the same command again; it goes on from where it stopped";
const OTHER_FOLDER = "or choose another --out";

/** By the system's code (errno(3)); LevelDB tells the same in words. */
const REMEDIES: readonly {
  readonly codes: readonly string[];
  readonly words: RegExp;
  readonly fault: string;
  readonly remedy: string;
}[] = [
  {
    codes: ["ENOSPC", "EDQUOT"],
    words: /no space left on device|quota exceeded/i,
    fault: "the disk is full",
    remedy: `Free some space, ${AGAIN}`,
  },
  {
    codes: ["EROFS"],
    words: /read-only file system/i,
    fault: "the file system is read-only",
    remedy: `Make it writable ${OTHER_FOLDER}, ${AGAIN}`,
  },
  {
    codes: ["EACCES", "EPERM"],
    words: /permission denied|operation not permitted/i,
    fault: "you have no permission",
    remedy: `Change its owner or mode ${OTHER_FOLDER}, ${AGAIN}`,
  },
  {
    codes: ["EMFILE", "ENFILE"],
    words: /too many open files/i,
    fault: "too many files are open",
    remedy: `Raise the limit (ulimit -n), ${AGAIN}`,
  },
  { codes: ["EIO"], words: /input\/output error/i, fault: "the disk fails", remedy: "Check the disk" },
  {
    codes: ["ENOTDIR", "EISDIR", "EEXIST"],
    words: /not a directory/i,
    fault: "a file is where a folder should be, or the other way round",
    remedy: `Move it away ${OTHER_FOLDER}`,
  },
];

/** Of a fault of the machine; undefined: it is none. */
export function machineFault(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if (cause instanceof DamagedFile) return damagedText(cause.file);
    const code = "code" in cause ? String(cause.code) : "";
    const known = REMEDIES.find(
      ({ codes, words }) => codes.includes(code) || (isOfLevel(code) && words.test(cause.message)),
    );
    if (known !== undefined) return `${locationOf(cause)}: ${known.fault}. ${known.remedy}.`;
  }
  return undefined;
}

/** A Breakdown is written for people already. */
export function faultText(error: unknown): string {
  if (error instanceof Breakdown) return error.message;
  // What is in the record is not shown.
  if (error instanceof UnreadableRecord) {
    return `the record ${error.record} cannot be read: it is damaged, or of another version. docs/runbook.md says what to do: recordUnreadable`;
  }
  return machineFault(error) ?? oursText(error);
}

function damagedText(file: string): string {
  const parts = path.resolve(file).split(path.sep);
  const built = parts.indexOf(".build");
  if (built !== -1) return `${file} is damaged. Delete ${parts.slice(0, built + 2).join(path.sep)}; it is made again.`;
  const cloud = parts.indexOf(".cloud");
  const folder = cloud === -1 ? path.dirname(file) : parts.slice(0, cloud + 2).join(path.sep);
  return (
    `${file} is damaged. Restore ${folder} from a copy, or delete it: the embedded cloud then remembers nothing, ` +
    "and what was sent before would be sent again."
  );
}

function* causesOf(error: unknown): Iterable<Error> {
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < 8; depth += 1) {
    yield at;
    if (at instanceof AggregateError) for (const one of at.errors) if (one instanceof Error) yield one;
    at = at.cause;
  }
}

const isOfLevel = (code: string): boolean => code.startsWith("LEVEL_");

function locationOf(error: Error): string {
  if ("path" in error && typeof error.path === "string") return error.path;
  return /IO error: (\/[^:]+):/.exec(error.message)?.[1] ?? `a file under --out or ${tmpdir()}`;
}

/** The message may hold a piece of a file (JSON.parse shows one): the name and the location are enough to find it. */
function oursText(error: unknown): string {
  if (!(error instanceof Error)) return "a fault of apex-bulk itself";
  const where = /\(?(?:file:\/\/)?([^\s()]+\.(?:ts|js|mjs):\d+)(?::\d+)?\)?$/m.exec(error.stack ?? "")?.[1];
  const at = where === undefined ? "" : ` (${path.relative(process.cwd(), where)})`;
  const message = error instanceof SyntaxError ? "" : `: ${error.message.split("\n", 1).join("")}`;
  return `a fault of apex-bulk itself, ${error.name}${message}${at}`;
}
