// What needs more than one cell of an address: ZIP code against state, and whether anybody can go there.
import { isMilitaryCity, isMilitaryState } from "../../avps/premises.ts";
import { statesOfZip, zipIsInState } from "../../avps/zip-table.ts";
import { AT, COLUMN_LIST, type Column, type ColumnName } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { cellAt } from "./cell-at.ts";
import { INVALID } from "./clean-cell.ts";
import { type RowInCheck, shownIn } from "./row-in-check.ts";

/** Where somebody goes, military mail is no address. One finding: city and state say the same. */
export function checkServed(row: RowInCheck, city: ColumnName, state: ColumnName): void {
  const { cells, findings } = row;
  const isCity = isMilitaryCity(cellAt(cells, AT[city]));
  if (!isCity && !isMilitaryState(cellAt(cells, AT[state]))) return;
  const column = isCity ? city : state;
  const isTold = findings.some(({ code }) => code === "address.military");
  if (!isTold) findings.push({ code: "address.military", column, value: shownIn(row, columnOf(column)) });
  // Its ZIP code belongs to no state either.
  for (const column of [city, state]) cells[AT[column]] = INVALID;
}

export function checkZip(row: RowInCheck, zipColumn: ColumnName, stateColumn: ColumnName): void {
  const { cells, findings } = row;
  const zip = cellAt(cells, AT[zipColumn]);
  const state = cellAt(cells, AT[stateColumn]);
  if (zip === "" || zip === INVALID) return;
  const isWhole = /^\d{5}(?:-\d{4})?$/.test(zip);
  const hasState = state !== "" && state !== INVALID;
  if (isWhole && (!hasState || zipIsInState(zip, state))) return;
  const shown = { column: zipColumn, value: shownIn(row, columnOf(zipColumn)) };
  const repaired = withLeadingZeros(zip);
  if (!isWhole && hasState && zipIsInState(repaired, state)) {
    findings.push({ code: "zip.leadingZeros", ...shown });
    cells[AT[zipColumn]] = repaired;
    return;
  }
  const wrong = isWhole
    ? ({ code: "zip.state", detail: otherState(zip, state) } as const)
    : { code: "zip.lostZeros" as const };
  findings.push({ ...wrong, ...shown });
  cells[AT[zipColumn]] = INVALID;
}

function otherState(zip: string, state: string): string {
  const [likely] = statesOfZip(zip);
  return likely === undefined ? `${zip} is not in ${state} or any other state` : `${zip} is in ${likely}, not ${state}`;
}

/** `7030` → `07030`; `70301234` → `07030-1234`. */
function withLeadingZeros(zip: string): string {
  const [main = "", plusFour] = zip.split("-");
  if (plusFour !== undefined) return `${main.padStart(5, "0")}-${plusFour}`;
  if (main.length <= 5) return main.padStart(5, "0");
  const nine = main.padStart(9, "0");
  return `${nine.slice(0, 5)}-${nine.slice(5)}`;
}

function columnOf(name: ColumnName): Column {
  const column = COLUMN_LIST[AT[name]];
  invariant(column !== undefined, "checkRow.column");
  return column;
}
