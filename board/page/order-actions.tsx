// What a person can do about an order: buttons for what can be done here, each asking first, and the commands that the terminal takes.
import { useState } from "preact/hooks";
import { TERMINAL_ORDER_STATUSES } from "../../contracts/outcomes.ts";
import type { BoardSource, ShownOnBoard } from "../wire.ts";
import { type Api, wordsOf } from "./api.ts";
import { Confirm, type Question } from "./confirm.tsx";

export interface OrderActionsProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly shown: ShownOnBoard;
  /** Something has changed. */
  readonly done: () => void;
}

const ACTIONS = {
  redrive: {
    button: "Redrive",
    what: "It goes on from the stage where it stopped. Do this once the reason is gone.",
    yes: "Redrive it",
  },
  cancel: {
    button: "Cancel order",
    what: "Sites that AT&T does not have yet are not ordered. What AT&T already has stays; you are told what.",
    yes: "Cancel it",
  },
} as const;
type Action = keyof typeof ACTIONS;

export function OrderActions({ api, source, shown, done }: OrderActionsProps) {
  const [question, setQuestion] = useState<Question>();
  const [said, setSaid] = useState("");
  const act = (action: Action): void => {
    api[action](shown.ids["orderId"] ?? "").then(
      (answer) => {
        setSaid(answer.said);
        done();
      },
      (error: unknown) => {
        setSaid(wordsOf(error));
      },
    );
  };
  return (
    <>
      <p class="buttons">
        {actionsFor(source, shown).map((action) => (
          <button
            type="button"
            key={action}
            onClick={() => {
              const { button, what, yes } = ACTIONS[action];
              const title = `${button.replace(" order", "")} ${shown.title}?`;
              setQuestion({ ...{ title, what, yes }, act: () => act(action) });
            }}
          >
            {ACTIONS[action].button}
          </button>
        ))}
      </p>
      {said !== "" && (
        <p class="note" role="status">
          {said}
        </p>
      )}
      <Commands next={shown.next} />
      {question !== undefined && (
        <Confirm
          question={question}
          close={() => {
            setQuestion(undefined);
          }}
        />
      )}
    </>
  );
}

function actionsFor({ canAct }: BoardSource, { kind, status }: ShownOnBoard): readonly Action[] {
  const isOver = TERMINAL_ORDER_STATUSES.some((end) => end === status);
  if (!canAct || kind !== "order" || isOver) return [];
  return status === "held" ? ["redrive", "cancel"] : ["cancel"];
}

function Commands({ next }: Pick<ShownOnBoard, "next">) {
  if (next.length === 0) return null;
  return (
    <>
      <p class="quiet">In the terminal:</p>
      <ul class="next">
        {next.map(({ command, why }) => (
          <li key={command}>
            <code>{command}</code> <span class="quiet">{why}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
