// The page at /docs: Swagger UI looking at /openapi.json, from files beside the API, so that nothing is asked of the
// network. The viewer is megabytes, so it is read when somebody looks, never at start.
import type { ApiResponse } from "./exchange.ts";

/** The viewer's files (package swagger-ui-dist); infra/bundle.ts lays the same beside the function's code. */
const CONTENT_TYPES = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
} as const;
type ViewerFile = keyof typeof CONTENT_TYPES;
export type ReadViewerFile = (name: ViewerFile) => Promise<string>;

const isViewerFile = (name: string): name is ViewerFile => Object.hasOwn(CONTENT_TYPES, name);
const FILES_PATH = "/docs/";
const DAY_SECONDS = 86_400;

/** Undefined for a path that is not of the page. */
export async function docsPage(path: string, read: ReadViewerFile): Promise<ApiResponse | undefined> {
  if (path === "/docs") return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: PAGE };
  const name = path.startsWith(FILES_PATH) ? path.slice(FILES_PATH.length) : "";
  if (!isViewerFile(name)) return undefined;
  const headers = { "content-type": CONTENT_TYPES[name], "cache-control": `max-age=${String(DAY_SECONDS)}` };
  return { status: 200, headers, body: await read(name) };
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>APEX Ordering API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "list",
  showExtensions: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
</script>
</body>
</html>
`;
