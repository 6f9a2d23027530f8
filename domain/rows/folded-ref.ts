// An order_ref without what people and spreadsheets write in two ways. Two that are equal so are probably one order written
// twice; it only ever warns.

const UNSEEN_AND_SPACES = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}\p{Pd}\u2212_]+/gu;

/**
 * Without letter case, width, characters that do not show, blanks, dashes, leading zeros and `.0`. Between two numbers a blank
 * or dash counts: 1-11 and 11-1 are not alike. `A-1`, `A-10`, and `A-11` are not either.
 */
export function foldedRef(orderRef: string): string {
  return orderRef
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(UNSEEN_AND_SPACES, (_, at: number, whole: string) => (isBetweenDigits(whole, at) ? "-" : ""))
    .replace(/(\d)\.0+$/, "$1")
    .replaceAll(/(?<!\d)0+(?=\d)/g, "");
}

function isBetweenDigits(text: string, at: number): boolean {
  const behind = text.slice(at).replace(UNSEEN_AND_SPACES, "");
  return /\d$/.test(text.slice(0, at)) && /^\d/.test(behind);
}
