// Reads a text as JSON where "not JSON" is an answer and not a failure: the caller says what becomes of it.
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
