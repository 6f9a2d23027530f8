// The OpenAPI 3.1 document of the front door, made from the very schemas that requests are parsed with.
import * as z from "zod";
import { PRODUCT_NAMES } from "../../contracts/products/known-products.ts";
import {
  FILES_PAGE,
  FILES_PAGE_MAX,
  FileDetailSchema,
  FileListSchema,
  FrontDoorErrorSchema,
  UploadOfferSchema,
  UploadRequestSchema,
} from "../../contracts/front-door.ts";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
};
const reference = (name: string): Json => ({
  "application/json": { schema: { $ref: `#/components/schemas/${name}` } },
});
const answer = (description: string, schema: string): Json => ({ description, content: reference(schema) });

const REFUSALS: Readonly<Record<string, Json>> = {
  "400": answer("The request is malformed; the error names the field.", "Error"),
  "401": {
    description: "No token, or one that has expired or is not for this API. The header WWW-Authenticate says which.",
    content: { "application/json": { schema: { type: "object", properties: { message: { type: "string" } } } } },
  },
  "403": answer("The token names no distributor that is known here.", "Error"),
  "404": answer("You have no such batch. Another distributor's batch is answered in the same way.", "Error"),
  "413": answer("The file is larger than 2 GB.", "Error"),
  "500": answer("A fault of ours. Nothing was changed.", "Error"),
};
const refusals = (...statuses: readonly string[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, REFUSALS[status]]));

const uploads: Json = {
  operationId: "offerUpload",
  tags: ["Files in"],
  summary: "Announce a file, and get a link to upload it with",
  description:
    "Send the file's bytes to `upload.url` with `PUT` and exactly the headers of `upload.headers`. The link takes this one " +
    "file only: another size, type or content is refused by S3, and nothing of it is kept. The same file announced and " +
    "uploaded twice is one batch and is ordered once.",
  requestBody: { required: true, content: reference("UploadRequest") },
  responses: { "201": answer("The link, and the batch that the file will be.", "UploadOffer") },
};

const files: Json = {
  operationId: "listFiles",
  tags: ["Results out"],
  summary: "Your files, the newest first",
  parameters: [
    {
      name: "limit",
      in: "query",
      schema: { type: "integer", minimum: 1, maximum: FILES_PAGE_MAX, default: FILES_PAGE },
    },
    { name: "before", in: "query", schema: { type: "string" }, description: "The `next` of the page before." },
  ],
  responses: { "200": answer("A page of files.", "FileList") },
};

const file: Json = {
  operationId: "describeFile",
  tags: ["Results out"],
  summary: "One file: how it stands, and links to its results",
  parameters: [
    { name: "batch", in: "path", required: true, schema: { type: "string" }, description: "The batch id (f-…)." },
  ],
  responses: { "200": answer("Its state, counts and links.", "FileDetail") },
};

const withRefusals = (operation: Json, ...statuses: readonly string[]): Json => ({
  ...operation,
  responses: { ...Object(operation["responses"]), ...refusals(...statuses) },
});

let made: Json | undefined;

export function openApiDocument(): Json {
  made ??= {
    openapi: "3.1.0",
    info: {
      title: "apex-bulk: files in, results out",
      version: "1.0.0",
      description:
        `For distributors: upload bulk files of ${PRODUCT_NAMES} orders, see how they stand, fetch their results. ` +
        "How to begin, with examples: docs/front-door.md.",
    },
    servers: [{ url: "/" }],
    tags: [{ name: "Files in" }, { name: "Results out" }],
    paths: {
      "/uploads": { post: withRefusals(uploads, "400", "401", "403", "413", "500") },
      "/files": { get: withRefusals(files, "400", "401", "403", "500") },
      "/files/{batch}": { get: withRefusals(file, "401", "403", "404", "500") },
    },
    components: {
      schemas: {
        UploadRequest: schemaOf(UploadRequestSchema, "input"),
        UploadOffer: schemaOf(UploadOfferSchema, "output"),
        FileList: schemaOf(FileListSchema, "output"),
        FileDetail: schemaOf(FileDetailSchema, "output"),
        Error: schemaOf(FrontDoorErrorSchema, "output"),
      },
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A token of the issuer that was agreed with you. One of its claims names you.",
        },
      },
    },
    security: [{ token: [] }],
  };
  return made;
}
