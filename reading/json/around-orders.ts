// What stands around the list of orders in its document: nothing of it is read, but where it is no JSON the file may have been
// cut, joined or written by hand, and nobody knows what else has happened to it.
import { type JsonFault, firstJsonFault } from "./json-fault.ts";

const OPENED = '{"":[';

/** `before`: from the document's first character to the bracket that opens the list. */
export function faultBefore(before: string): JsonFault | undefined {
  return firstJsonFault(`${before}]}`);
}

/** `behind`: from the bracket that closes the list to the end of the document. */
export function faultBehind(behind: string): JsonFault | undefined {
  const fault = firstJsonFault(OPENED + behind);
  return fault && { at: fault.at - OPENED.length, words: fault.words };
}
