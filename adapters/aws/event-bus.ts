// Tells the account's event bus that results are there. A bus that does not take the event is an error, whatever the call answers.
import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { RESULTS_READY, type ResultsReady } from "../../contracts/results-ready.ts";

export type TellResults = (event: ResultsReady) => Promise<void>;

/** `source`: the deployment's name. */
export function resultsTeller(client: EventBridgeClient, source: string): TellResults {
  return async (event) => {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [{ Source: source, DetailType: RESULTS_READY, Detail: JSON.stringify(event), Resources: [] }],
      }),
    );
    const code = answer.Entries?.[0]?.ErrorCode;
    if (code !== undefined || answer.FailedEntryCount !== 0) throw new Error(`events: ${code ?? "not taken"}`);
  };
}
