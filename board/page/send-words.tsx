// What sending a file will do, before it is done: where it goes, and the plan of it on the world as it is.
import { useEffect, useState } from "preact/hooks";
import { PLAN_ACTIONS, type PlanAction } from "../../domain/orders/file-plan.ts";
import type { Draft, DraftCheck, DraftPlan, BoardSource } from "../wire.ts";
import { type Api, type SendChoice, wordsOf } from "./api.ts";
import { count, plural } from "./words.ts";

export interface SendWordsProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly draft: Draft;
  readonly check: DraftCheck;
  readonly choice: SendChoice;
}

const GOALS: Readonly<Record<BoardSource["kind"], string>> = {
  deployed: "the deployed stack, which orders at AT&T",
  running: "the embedded cloud of this machine",
  finished: "nowhere",
};

export function SendWords({ api, source, draft, check, choice }: SendWordsProps) {
  const [plan, setPlan] = useState<DraftPlan>();
  const [fault, setFault] = useState("");
  useEffect(() => {
    api.plan(draft, choice).then(setPlan, (error: unknown) => {
      setFault(wordsOf(error));
    });
  }, [api, draft.id, draft.sheet]);
  return (
    <>
      <p>
        {plural(check.rows.waiting, "site")} in {plural(check.orders.accepted, "order")} of {choice.distributor} go to{" "}
        {GOALS[source.kind]}.{draft.sheets.length > 0 && ` Only the sheet “${draft.sheet}” is sent.`}
      </p>
      <div role="status">
        {plan === undefined ? (
          <p class="quiet">{fault === "" ? "Looking at what was sent before …" : fault}</p>
        ) : (
          <PlanWords plan={plan} />
        )}
      </div>
      {check.rows.failed > 0 && (
        <p class="quiet">
          {plural(check.rows.failed, "row")} with problems, or held back by them, come back in failed.csv.
        </p>
      )}
    </>
  );
}

const ACTIONS: Readonly<Record<PlanAction, string>> = {
  create: "new",
  add: "with more sites",
  change: "corrected",
  unchanged: "unchanged",
  refused: "refused",
};

function PlanWords({ plan: { totals, isKnown } }: { readonly plan: DraftPlan }) {
  const { total } = totals.orders;
  const actions = PLAN_ACTIONS.filter((action) => totals.orders[action] > 0);
  const { create, unchanged, refused } = totals.sites;
  return (
    <>
      <p>
        {plural(total, "order")}:{" "}
        {actions.map((action) => `${count(totals.orders[action])} ${ACTIONS[action]}`).join(", ")}.{" "}
        <strong>{plural(create, "site")} will be ordered</strong>
        {unchanged > 0 && `, ${plural(unchanged, "site")} sent before are not sent again`}
        {refused > 0 && `, ${plural(refused, "site")} refused`}.
      </p>
      {isKnown && <p>This very file was sent before: nothing of it is sent twice.</p>}
    </>
  );
}
