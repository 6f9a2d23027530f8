// Node leaves the file out of a system's error where it writes to an open one. A full disk is no help without its place.

export function named(error: unknown, path: string): unknown {
  if (error instanceof Error && "code" in error && !("path" in error)) Object.assign(error, { path });
  return error;
}
