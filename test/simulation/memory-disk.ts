// The functions' local files in memory: a real disk answers when it likes, which would make runs differ. Replaces what the
// bulk file part uses of node:fs, for the folders that it makes itself and for nothing else.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Readable, Writable } from "node:stream";

const ROOT = "/simulated-disk/";

interface MemoryFile {
  bytes: Buffer;
  size: number;
}

const files = new Map<string, MemoryFile>();
const descriptors = new Map<number, MemoryFile>();
let folders = 0;
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

function newFolder(): string {
  folders += 1;
  return `${ROOT}${String(folders)}`;
}

function remove(path: string): void {
  for (const name of files.keys()) if (name === path || name.startsWith(`${path}/`)) files.delete(name);
}

function open(path: string): number {
  opened += 1;
  descriptors.set(opened, fileAt(path));
  return opened;
}

function descriptor(number: number): MemoryFile {
  const file = descriptors.get(number);
  if (file === undefined) throw new Error("simulated disk: no such descriptor");
  return file;
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
  folders = 0;
  opened = OPENED_FROM;
}

export function installMemoryDisk(): void {
  Object.assign(fs, {
    mkdtempSync: newFolder,
    openSync: open,
    closeSync: (number: number) => descriptors.delete(number),
    writeSync: (number: number, bytes: Uint8Array, offset: number, length: number, at: number) => {
      write(descriptor(number), bytes.subarray(offset, offset + length), at);
      return length;
    },
    readSync: (number: number, into: Uint8Array, _offset: number, length: number, from: number) =>
      read(descriptor(number), into, length, from),
    rmSync: remove,
    createReadStream: (path: string) => {
      const { bytes, size } = fileAt(path);
      return Readable.from(size === 0 ? [] : [Buffer.from(bytes.subarray(0, size))]);
    },
    createWriteStream: (path: string) => {
      const file = fileAt(path);
      return new Writable({
        write(chunk: Uint8Array, _encoding, done) {
          write(file, chunk, file.size);
          done();
        },
      });
    },
  });
  Object.assign(fs.promises, {
    mkdtemp: () => Promise.resolve(newFolder()),
    rm: (path: string) => Promise.resolve(remove(path)),
    open: (path: string) => Promise.resolve(handleOf(fileAt(path))),
  });
  syncBuiltinESMExports();
}
