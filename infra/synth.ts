// Builds the app: three stacks, each referring only to those before it. Used by infra/app.ts and by tests. CDK's own check
// of the templates takes two thirds of the time; `npm start` leaves it out (CDK_VALIDATION=false), `cdk synth` and
// `npm run check` do not.
import { createRequire } from "node:module";
import { Annotations, App, type AppProps } from "aws-cdk-lib";
import * as z from "zod";
import { namesOf } from "../contracts/deployment.ts";
import type { DeploymentSettings } from "../contracts/deployment-settings.ts";
import { invariant } from "../contracts/errors.ts";
import { checkConcurrency } from "./check-concurrency.ts";
import { profilesFile, readProfiles } from "./read-profiles.ts";
import { readSettings } from "./read-settings.ts";
import { DataStack } from "./stacks/data-stack.ts";
import { OrderingApiStack } from "./stacks/ordering-api-stack.ts";
import { PipelineStack } from "./stacks/pipeline-stack.ts";

/** Behavior that CDK recommends for new apps, here rather than in cdk.json, so that every way to synthesize has it. */
const FLAGS = z
  .record(z.string(), z.unknown())
  .parse(createRequire(import.meta.url)("aws-cdk-lib/recommended-feature-flags.json"));

export interface SynthOptions {
  /** Default: what the CDK command line asks for, else cdk.out. */
  readonly outDir?: string;
  readonly settings?: Partial<DeploymentSettings>;
  /** More context, e.g. `aws:cdk:bundling-stacks`. */
  readonly context?: Readonly<Record<string, unknown>>;
}

export function makeApp(options: SynthOptions): App {
  const props: AppProps = {
    ...(options.outDir !== undefined && { outdir: options.outDir }),
    // Paths and trees would change the template with every rename and tell CloudFormation nothing.
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    // Strong: CloudFormation itself keeps a stack from taking away what another still uses.
    context: { ...FLAGS, "@aws-cdk/core:defaultCrossStackReferences": "strong" },
    postCliContext: { ...options.settings, ...options.context },
  };
  const app = new App(props);
  const settings = readSettings(app.node);
  const names = namesOf(settings.stage);
  const common = {
    settings,
    terminationProtection: settings.terminationProtection === "on",
    tags: tagsOf(settings, names.service),
  };
  const profiles = readProfiles(profilesFile(app.node));
  const data = new DataStack(app, names.dataStack, { ...common, profiles });
  const ours =
    settings.orderingUrl === undefined
      ? new OrderingApiStack(app, names.orderingStack, { ...common, data })
      : undefined;
  const orderingUrl = ours?.url ?? settings.orderingUrl;
  invariant(orderingUrl, "synth.orderingUrl");
  new PipelineStack(app, names.pipelineStack, { ...common, data, orderingUrl, orderingApi: ours?.monitored });
  checkConcurrency(app, settings.accountConcurrency);
  warnOfProduction(data, settings);
  return app;
}

/** What is allowed, and what nobody wants in production; CDK prints it at each synthesis and deployment. */
function warnOfProduction(data: DataStack, { stage, orderingUrl, alarmEmail }: DeploymentSettings): void {
  if (stage !== "prod") return;
  const warn = (id: string, words: string): void => {
    Annotations.of(data).addWarningV2(`apex-bulk:${id}`, words);
  };
  if (orderingUrl === undefined) {
    warn("orderingUrl", "Orders go to the sandbox and not to AT&T. Set orderingUrl to the address that AT&T gave you.");
  }
  if (alarmEmail === undefined) {
    warn(
      "alarmEmail",
      "Nobody is told when an alarm goes off. Set alarmEmail, or subscribe to the alarm topics yourself.",
    );
  }
}

/** What the bill can be told apart by; CloudFormation puts a stack's tags on everything in it. */
function tagsOf({ stage, costCenter }: DeploymentSettings, service: string): Record<string, string> {
  return {
    Application: "apex-bulk",
    Deployment: service,
    ...(stage !== undefined && { Stage: stage }),
    ...(costCenter !== undefined && { CostCenter: costCenter }),
  };
}
