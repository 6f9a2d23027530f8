// How large an execution became: its history's events and the largest payload that a state took or gave, asked of a running
// embedded cloud the way Step Functions is asked.
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { NAMES } from "../../contracts/deployment.ts";
import { runningClouds } from "../../cli/cloud-directory.ts";

export interface ExecutionSize {
  readonly events: number;
  readonly payloadBytesMax: number;
}

export async function largestExecution(out: string): Promise<ExecutionSize> {
  const [cloud] = await runningClouds(out);
  if (cloud === undefined) throw new Error(`no cloud runs under ${out}`);
  const { endpoint, region, credentials } = cloud;
  const client = new SFNClient({ endpoint, region, credentials });
  const stateMachineArn = cloud.outputs[NAMES.outputs.stateMachine];
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  const sizes = await Promise.all(executions.map(({ executionArn }) => sizeOf(client, executionArn)));
  client.destroy();
  return sizes.reduce((one, other) => (other.events > one.events ? other : one));
}

async function sizeOf(client: SFNClient, executionArn: string | undefined): Promise<ExecutionSize> {
  let events = 0;
  let payloadBytesMax = 0;
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    for (const event of page.events ?? []) {
      events += 1;
      for (const text of payloadsOf(event)) payloadBytesMax = Math.max(payloadBytesMax, Buffer.byteLength(text));
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { events, payloadBytesMax };
}

/** The texts of an event's details: input, output, parameters. */
function payloadsOf(event: object): string[] {
  return Object.values(event).flatMap((details: unknown) =>
    typeof details === "object" && details !== null
      ? Object.values(details).filter((value): value is string => typeof value === "string")
      : [],
  );
}
