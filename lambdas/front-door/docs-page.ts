// The page at /docs (contracts/api-page.ts), as the front door answers it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  isViewerFile,
  type ReadViewerFile,
  VIEWER_FILES,
  VIEWER_KEPT_SECONDS,
  viewerPage,
} from "../../contracts/api-page.ts";
import { errorAnswer } from "./answers.ts";

const PAGE = viewerPage("apex-bulk: files in, results out", "/");

export async function docsPage(path: string, read: ReadViewerFile): Promise<APIGatewayProxyStructuredResultV2> {
  const name = path.replace(/^\/docs\/?/, "");
  if (name === "") return page("text/html; charset=utf-8", PAGE);
  if (isViewerFile(name)) return page(VIEWER_FILES[name], await read(name));
  return errorAnswer({ code: "notFound", message: "There is no such page.", fix: "See /docs." });
}

const page = (contentType: string, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { "content-type": contentType, "cache-control": `max-age=${String(VIEWER_KEPT_SECONDS)}` },
  body,
});
