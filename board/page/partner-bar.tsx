// The sandbox's partner in a person's hands: silent until somebody decides, and the buttons that decide.
import { useState } from "preact/hooks";
import type { PartnerDecision } from "../wire.ts";
import { type Api, wordsOf } from "./api.ts";

export function PartnerBar({ api, silent }: { readonly api: Api; readonly silent: boolean }) {
  const [fault, setFault] = useState("");
  return (
    <div class="partner">
      <span>
        <strong>AT&amp;T's sandbox</strong>{" "}
        {silent
          ? "keeps silent: credit checks and signatures wait until you answer below."
          : "answers credit checks and signatures by itself."}
      </span>
      <button
        type="button"
        onClick={() => {
          api.silence(!silent).then(
            () => {
              setFault("");
            },
            (error: unknown) => {
              setFault(wordsOf(error));
            },
          );
        }}
      >
        {silent ? "Let it answer by itself" : "Go silent, I will answer"}
      </button>
      {fault !== "" && <span role="alert">{fault}</span>}
    </div>
  );
}

const LABELS: Readonly<Record<PartnerDecision, string>> = {
  approve: "Approve credit",
  decline: "Decline credit",
  sign: "Sign contract",
  declineSignature: "Decline to sign",
};

export interface PartnerButtonsProps {
  readonly api: Api;
  readonly orderId: string;
  readonly orderRef: string;
  readonly waitsFor: string;
}

/** What a person can answer, by what is waited for. */
const DECISIONS: Readonly<Record<string, readonly PartnerDecision[]>> = {
  creditDecision: ["approve", "decline"],
  signature: ["sign", "declineSignature"],
};

export function PartnerButtons({ api, orderId, orderRef, waitsFor }: PartnerButtonsProps) {
  const [said, setSaid] = useState("");
  return (
    <span class="buttons">
      {(DECISIONS[waitsFor] ?? []).map((decision) => (
        <button
          type="button"
          key={decision}
          aria-label={`${LABELS[decision]} of ${orderRef} as AT&T`}
          onClick={() => {
            setSaid("sent …");
            api.decide(orderId, decision).catch((error: unknown) => {
              setSaid(wordsOf(error));
            });
          }}
        >
          {LABELS[decision]}
        </button>
      ))}
      {said !== "" && <small role="status">{said}</small>}
    </span>
  );
}
