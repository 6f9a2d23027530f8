// The page at /docs of an API of ours: Swagger UI looking at the API's own description, from files that infra/bundle.ts lays beside the
// function's code, so that a reader's browser asks nobody else.

/** The viewer's files (package swagger-ui-dist), by name, with their content types. They are megabytes: read when somebody looks. */
export const VIEWER_FILES = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
} as const;
export type ViewerFile = keyof typeof VIEWER_FILES;
export type ReadViewerFile = (name: ViewerFile) => Promise<string>;

export const isViewerFile = (name: string): name is ViewerFile => Object.hasOwn(VIEWER_FILES, name);

/** For `cache-control`. */
export const VIEWER_KEPT_SECONDS = 86_400;

/** `base`: what stands before `docs/` and `openapi.json` in links; "" where the page lies beside them. */
export const viewerPage = (title: string, base: "" | "/"): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}docs/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="${base}docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "${base}openapi.json",
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
