// Asks a distributor's server for its export. Answers the bytes as they come, or why there are none, in a sentence without the URL:
// it may hold a token.
export type OpenedExport =
  | { readonly kind: "opened"; readonly body: AsyncIterable<Uint8Array>; readonly name: string }
  | { readonly kind: "none"; readonly why: string };
export type OpenExport = (url: string) => Promise<OpenedExport>;

/** Of the whole download; the function has 15 minutes. */
const DOWNLOAD_MILLIS = 240_000;

export const openExport: OpenExport = async (url) => {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(DOWNLOAD_MILLIS) });
    if (answer.status !== 200 || answer.body === null) {
      await answer.body?.cancel();
      return { kind: "none", why: `The server answered ${String(answer.status)}.` };
    }
    return { kind: "opened", body: answer.body, name: nameOf(url) };
  } catch {
    return { kind: "none", why: "The server did not answer." };
  }
};

/** The end of the path; intake looks at the bytes, people at the name. */
function nameOf(url: string): string {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  return /^[\w.-]{1,100}$/.test(name) ? name : "export";
}
