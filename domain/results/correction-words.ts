// How a file that corrects another one is named: by the file that the rounds began with.
import type { Correction } from "../../contracts/correction.ts";

/** `a correction of orders.csv`, `correction 2 of orders.csv`. */
export const correctionWords = ({ origin, round }: Correction): string =>
  round === 1 ? `a correction of ${origin}` : `correction ${String(round)} of ${origin}`;
