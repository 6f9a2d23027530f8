// The cells of a draft as they are edited on the page, and the latest check of them. An edit shows at once; the check follows it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { CellEdit, Draft } from "../wire.ts";
import { type Api, type SendChoice, wordsOf } from "./api.ts";
import type { Cells } from "./cells.ts";

/** Typing on is one check, not several. */
const CHECK_AFTER_MILLIS = 150;

export function useChecked(api: Api, draft: Draft, choice: SendChoice) {
  const [check, setCheck] = useState(draft.check);
  const [fault, setFault] = useState("");
  const [isChecking, setChecking] = useState(false);
  const [cells, setCells] = useState<Cells | undefined>(draft.grid ?? undefined);
  const pending = useRef<CellEdit[]>([]);
  const timer = useRef<number>(0);
  const latest = useRef(0);
  const run = (): void => {
    const edits = pending.current.splice(0);
    const turn = (latest.current += 1);
    setChecking(true);
    api.check(draft, choice, edits).then(
      (fresh) => {
        if (turn !== latest.current) return;
        setCheck(fresh);
        setChecking(false);
        setFault("");
      },
      (error: unknown) => {
        setFault(wordsOf(error));
        setChecking(false);
      },
    );
  };
  const edit = (at: number, cell: number, text: string): void => {
    setCells((known) => known && withCell(known, { at, cell, text }));
    pending.current.push({ at, cell, text });
    setChecking(true);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(run, CHECK_AFTER_MILLIS);
  };
  const isFirst = useRef(true);
  useEffect(() => {
    // Another distributor or policy: the same cells, checked anew.
    if (!isFirst.current) run();
    isFirst.current = false;
  }, [choice.distributor, choice.policy]);
  // One who looks at another sheet leaves nothing behind that is not kept.
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      if (pending.current.length > 0) run();
    },
    [],
  );
  return { check, fault, isChecking, cells, edit };
}

/** As the server applies it. */
function withCell(cells: Cells, { at, cell, text }: CellEdit): Cells {
  if (at === -1) {
    const columns = [...cells.columns];
    columns[cell] = { name: text, isOurs: columns[cell]?.isOurs ?? false };
    return { ...cells, columns };
  }
  const rows = [...cells.rows];
  const row = [...(rows[at] ?? [])];
  while (row.length < cell) row.push("");
  row[cell] = text;
  rows[at] = row;
  return { ...cells, rows };
}
