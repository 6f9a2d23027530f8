// The page at /docs (contracts/api-page.ts), as this API answers it.
import {
  isViewerFile,
  type ReadViewerFile,
  VIEWER_FILES,
  VIEWER_KEPT_SECONDS,
  viewerPage,
} from "../../contracts/api-page.ts";
import type { ApiResponse } from "./exchange.ts";

const PAGE = viewerPage("APEX Ordering API", "");
const FILES_PATH = "/docs/";

/** Undefined for a path that is not of the page. */
export async function docsPage(path: string, read: ReadViewerFile): Promise<ApiResponse | undefined> {
  if (path === "/docs") return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: PAGE };
  const name = path.startsWith(FILES_PATH) ? path.slice(FILES_PATH.length) : "";
  if (!isViewerFile(name)) return undefined;
  const headers = { "content-type": VIEWER_FILES[name], "cache-control": `max-age=${String(VIEWER_KEPT_SECONDS)}` };
  return { status: 200, headers, body: await read(name) };
}
