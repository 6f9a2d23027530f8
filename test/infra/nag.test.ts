// The AwsSolutions rules over all stacks. What the app does otherwise is acknowledged in infra/ where it is done, with the
// reason; a new finding fails here. Wildcards in resources (objects under a prefix, executions of one machine, task
// answers) are left to template.test.ts, which is stricter: it says which actions may have them.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { makeApp } from "../../infra/synth.ts";
import { ALL_PARTS } from "./synthesized.ts";

test("the stacks follow the AwsSolutions rules, or say why not", () => {
  const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-nag-"));
  const app = makeApp({ outDir, settings: ALL_PARTS, context: { "aws:cdk:bundling-stacks": [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch {
    // Findings make it throw; the report says which.
  }
  const report = JSON.parse(readFileSync(join(outDir, "validation-report.json"), "utf8")) as {
    pluginReports: { violations?: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
  };
  rmSync(outDir, { recursive: true });
  const findings = report.pluginReports
    .flatMap(({ violations = [] }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
  expect(findings.filter((finding) => !finding.startsWith("AwsSolutions-IAM5[Resource::"))).toEqual([]);
});
