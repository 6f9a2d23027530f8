// Asks the partner whether a call took effect, in the best way that this partner has: its transaction (exact, where
// APEX_TRANSACTION_LOOKUP is on), else the thing that the call makes (a quote's contract, APEX_CONTRACT_LOOKUP).
import type { CallName, RequestOf } from "../../contracts/apex/calls.ts";
import type { ApexClient, LookUp, Sending } from "../../adapters/apex/apex-client.ts";
import type { PartnerSettings } from "../../adapters/apex/assumptions.ts";
import { CALL_CLASSES } from "./call-classes.ts";

type Lookable = "transaction" | "contract" | "none";

export class PartnerLookUp {
  readonly #client: ApexClient;
  readonly #settings: Pick<PartnerSettings, "APEX_TRANSACTION_LOOKUP" | "APEX_CONTRACT_LOOKUP">;

  constructor(client: ApexClient, settings: Pick<PartnerSettings, "APEX_TRANSACTION_LOOKUP" | "APEX_CONTRACT_LOOKUP">) {
    this.#client = client;
    this.#settings = settings;
  }

  canLook(call: CallName): boolean {
    return this.#way(call) !== "none";
  }

  async look<C extends CallName>(call: C, request: RequestOf<C>, sending: Sending): Promise<LookUp<C>> {
    const way = this.#way(call);
    if (way === "transaction") return await this.#client.lookUpTransaction(call, request, sending);
    if (way === "contract") return await this.#client.lookUpContract(call, request, sending);
    return { kind: "unclear" };
  }

  #way(call: CallName): Lookable {
    if (this.#settings.APEX_TRANSACTION_LOOKUP === "on") return "transaction";
    const readable = CALL_CLASSES[call].class === "lookable" && this.#settings.APEX_CONTRACT_LOOKUP === "on";
    return readable ? "contract" : "none";
  }
}
