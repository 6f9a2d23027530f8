// Which sheet of a workbook is looked at and sent: the choice that `--sheet` makes in the terminal.
import type { Draft } from "../wire.ts";

export interface SheetChoiceProps {
  readonly draft: Draft;
  readonly turnTo: (sheet: string) => void;
}

export function SheetChoice({ draft: { sheets, sheet }, turnTo }: SheetChoiceProps) {
  if (sheets.length === 0) return null;
  return (
    <div class="choice">
      <label>
        Sheet
        <select
          value={sheet}
          onChange={({ currentTarget }) => {
            turnTo(currentTarget.value);
          }}
        >
          {sheets.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <span class="quiet">
        The workbook has {String(sheets.length)} sheets. Only this one is checked and sent; what you corrected in
        another one is kept.
      </span>
    </div>
  );
}
