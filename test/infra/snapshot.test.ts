// The templates as they are now: a change of infra/ shows up in review as a change of a template. Accept one with
// `npx vitest run test/infra -u`. The definition of the state machine is left out: its file is reviewed itself.
import { join } from "node:path";
import { expect, test } from "vitest";
import { Synthesized } from "./synthesized.ts";

const HIDDEN: Readonly<Record<string, string>> = {
  DefinitionString: "statemachines/order.asl.json",
  S3Key: "the function's code",
};
const hide = (key: string, value: unknown): unknown => (typeof value === "string" ? (HIDDEN[key] ?? value) : value);

test.each([...new Synthesized().templates])("%s is as reviewed", async (name, template) => {
  const file = join(import.meta.dirname, "snapshots", `${name}.template.json`);
  await expect(`${JSON.stringify(template, hide, 1)}\n`).toMatchFileSnapshot(file);
});
