// The functions' local files in memory: a real disk answers when it likes, which would make runs differ. Replaces what the
// bulk file part uses of node:fs, for the files that it makes itself and for nothing else.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

interface MemoryFile {
  bytes: Buffer;
  size: number;
}

/** An open file, and where it is read and written on. */
interface Opened {
  readonly file: MemoryFile;
  at: number;
}

const files = new Map<string, MemoryFile>();
const descriptors = new Map<number, Opened>();
/** Above every descriptor that the process has by itself. */
const OPENED_FROM = 1_000_000;
let opened = OPENED_FROM;

function fileAt(path: string): MemoryFile {
  const there = files.get(path);
  if (there !== undefined) return there;
  const made = { bytes: Buffer.alloc(0), size: 0 };
  files.set(path, made);
  return made;
}

function write(file: MemoryFile, bytes: Uint8Array, at: number): void {
  if (file.bytes.length < at + bytes.length) {
    const grown = Buffer.alloc(Math.max(at + bytes.length, file.bytes.length * 2));
    file.bytes.copy(grown);
    file.bytes = grown;
  }
  file.bytes.set(bytes, at);
  file.size = Math.max(file.size, at + bytes.length);
}

function read(file: MemoryFile, into: Uint8Array, length: number, from: number): number {
  const part = file.bytes.subarray(from, Math.min(from + length, file.size));
  into.set(part);
  return part.length;
}

function open(path: string): number {
  opened += 1;
  descriptors.set(opened, { file: fileAt(path), at: 0 });
  return opened;
}

function descriptor(number: number): Opened {
  const found = descriptors.get(number);
  if (found === undefined) throw new Error("simulated disk: no such descriptor");
  return found;
}

/** As node:fs: what is left out is the whole buffer, at the place where the file stands. */
function writeSync(number: number, bytes: Uint8Array, from = 0, length = bytes.length - from, place?: number): number {
  const open = descriptor(number);
  write(open.file, bytes.subarray(from, from + length), place ?? open.at);
  if (place === undefined) open.at += length;
  return length;
}

function readSync(number: number, into: Uint8Array, from = 0, length = into.length - from, place?: number): number {
  const open = descriptor(number);
  const count = read(open.file, into.subarray(from), length, place ?? open.at);
  if (place === undefined) open.at += count;
  return count;
}

const handleOf = (file: MemoryFile) => ({
  stat: () => Promise.resolve({ size: file.size }),
  read: (into: Uint8Array, _offset: number, length: number, from: number) =>
    Promise.resolve({ bytesRead: read(file, into, length, from) }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

/** Forgets what killed functions left behind: a run begins as in a process of its own. */
export function emptyDisk(): void {
  files.clear();
  descriptors.clear();
  opened = OPENED_FROM;
}

export function installMemoryDisk(): void {
  Object.assign(fs, {
    openSync: open,
    closeSync: (number: number) => descriptors.delete(number),
    writeSync,
    readSync,
    ftruncateSync: (number: number) => {
      descriptor(number).file.size = 0;
    },
    rmSync: (path: string) => files.delete(path),
  });
  Object.assign(fs.promises, {
    open: (path: string) => Promise.resolve(handleOf(fileAt(path))),
  });
  syncBuiltinESMExports();
}
