// A file checked by `validate`'s own code: its issues, from any chunks.
import type { Issue } from "../../../contracts/outcomes.ts";
import { NOW } from "./bulk-world.ts";
import { profileOf } from "../../../reading/profiles.ts";
import { type Validation, validateFile } from "../../../pipeline/intake/validate-file.ts";

export async function validated(
  chunks: Iterable<string | Uint8Array>,
): Promise<{ readonly issues: Issue[]; readonly result: Validation }> {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    await Promise.resolve();
  }
  const issues: Issue[] = [];
  const onIssue = (issue: Issue): void => void issues.push(issue);
  const result = await validateFile({ open: bytes, profile: profileOf("demo"), onIssue, now: NOW });
  return { issues, result };
}

export async function codesOf(chunks: Iterable<string | Uint8Array>): Promise<string[]> {
  const { issues } = await validated(chunks);
  return [...new Set(issues.map(({ code }) => code))];
}
