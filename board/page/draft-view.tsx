// A checked file: what is wrong in a sentence, the cell at hand with its problem and a field to correct it, the grid of all cells, and
// the button that sends. Every correction is checked by the server with the intake's own code.
import { useMemo, useState } from "preact/hooks";
import type { Draft, DraftCheck, BoardSource, Sent } from "../wire.ts";
import { type Api, type SendChoice, wordsOf } from "./api.ts";
import { CellBar } from "./cell-bar.tsx";
import { Confirm, type Question } from "./confirm.tsx";
import { type Cell, problemsByCell } from "./cells.ts";
import { Grid } from "./grid.tsx";
import { FileProblems, ProblemCounts } from "./problems.tsx";
import { SheetChoice } from "./sheet-choice.tsx";
import { SendWords } from "./send-words.tsx";
import { useChecked } from "./use-checked.ts";
import { count, plural } from "./words.ts";

export interface DraftViewProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly draft: Draft;
  readonly choice: SendChoice;
  /** Shows another sheet of the workbook. */
  readonly turnTo: (sheet: string) => void;
  readonly done: (sent: Sent) => void;
}

export function DraftView({ api, source, draft, choice, turnTo, done }: DraftViewProps) {
  const { check, fault, isChecking, edit, cells } = useChecked(api, draft, choice);
  const problems = useMemo(() => problemsByCell(check.issues), [check]);
  const [active, setActive] = useState<Cell>(() => problems.inOrder[0] ?? { at: 0, cell: 0 });
  const [question, setQuestion] = useState<Question>();
  const [refused, setRefused] = useState("");
  const send = (): void => {
    const act = (): void => {
      api.send(draft, choice).then(done, (error: unknown) => {
        setRefused(wordsOf(error));
      });
    };
    setQuestion({
      title: `Send ${draft.name}?`,
      what: <SendWords {...{ api, check, source, draft, choice }} />,
      yes: "Send",
      act,
    });
  };
  return (
    <section aria-labelledby="draft-h" class="draft">
      <h2 id="draft-h">{draft.name}</h2>
      <SheetChoice draft={draft} turnTo={turnTo} />
      <Verdict check={check} isChecking={isChecking} />
      <FileProblems issues={check.issues} />
      {cells === undefined ? (
        <p class="note">{draft.noGrid}</p>
      ) : (
        <>
          <CellBar {...{ cells, problems, active, setActive, edit }} />
          <Grid {...{ cells, problems, active, setActive, edit }} />
        </>
      )}
      <SendLine {...{ check, source, isChecking, send }} />
      {source.cannotSend !== undefined && <p class="note">{source.cannotSend}</p>}
      {[fault, refused]
        .filter((text) => text !== "")
        .map((text) => (
          <p key={text} class="note bad" role="alert">
            {text}
          </p>
        ))}
      {question !== undefined && (
        <Confirm
          question={question}
          close={() => {
            setQuestion(undefined);
          }}
        />
      )}
    </section>
  );
}

interface SendLineProps {
  readonly check: DraftCheck;
  readonly source: BoardSource;
  readonly isChecking: boolean;
  readonly send: () => void;
}

function SendLine({ check, source, isChecking, send }: SendLineProps) {
  return (
    <p class="send">
      <button
        type="button"
        class="primary"
        disabled={source.cannotSend !== undefined || isChecking || check.rows.waiting === 0}
        onClick={send}
      >
        Send {plural(check.rows.waiting, "site")} in {plural(check.orders.accepted, "order")} …
      </button>
      <span class="quiet">
        {check.rows.failed > 0 && `${plural(check.rows.failed, "row")} would be held back. `}
        {check.isOriginal
          ? "The file goes as it is."
          : "The corrected cells go as a CSV file; your own file stays as it is."}
      </span>
    </p>
  );
}

function Verdict({ check, isChecking }: { readonly check: DraftCheck; readonly isChecking: boolean }) {
  const { rows, orders, issueTotals } = check;
  return (
    <p role="status" aria-live="polite">
      <ProblemCounts totals={issueTotals} /> {plural(rows.total, "row")}, {plural(orders.total, "order")};{" "}
      {rows.failed === 0
        ? "every row can be sent."
        : `${count(rows.waiting)} can be sent, ${count(rows.failed)} cannot.`}
      {isChecking && <span class="quiet"> Checking …</span>}
    </p>
  );
}
