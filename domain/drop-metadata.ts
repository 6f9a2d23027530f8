// What a drop says besides its bytes: S3 user metadata, which holds ASCII only.

/** The sheet that is wanted, as its metadata `sheet` says it: percent-encoded, since names may hold any letter. */
export const sheetMetadata = (sheet: string): string => encodeURIComponent(sheet);

/** Undefined: none was asked for. */
export function sheetWanted(metadata: Readonly<Record<string, string>>): string | undefined {
  const written = metadata["sheet"]?.trim() ?? "";
  if (written === "") return undefined;
  try {
    return decodeURIComponent(written);
  } catch {
    // Set by hand, with a percent sign of its own.
    return written;
  }
}
