// The page at /docs: Swagger UI looking at /openapi.json, from files beside the function's code, so that a reader's browser asks
// nobody else. They are megabytes, so they are read when somebody looks, never at start.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { errorAnswer } from "./answers.ts";

/** The viewer's files (package swagger-ui-dist), as infra/bundle.ts lays them. */
const CONTENT_TYPES = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
} as const;
type ViewerFile = keyof typeof CONTENT_TYPES;
export type ReadViewerFile = (name: ViewerFile) => Promise<string>;

const isViewerFile = (name: string): name is ViewerFile => Object.hasOwn(CONTENT_TYPES, name);

export async function docsPage(path: string, read: ReadViewerFile): Promise<APIGatewayProxyStructuredResultV2> {
  const name = path.replace(/^\/docs\/?/, "");
  if (name === "") return page("text/html; charset=utf-8", PAGE);
  if (isViewerFile(name)) return page(CONTENT_TYPES[name], await read(name));
  return errorAnswer({ code: "notFound", message: "There is no such page.", fix: "See /docs." });
}

const page = (contentType: string, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { "content-type": contentType, "cache-control": "max-age=86400" },
  body,
});

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>apex-bulk: files in, results out</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
</script>
</body>
</html>
`;
