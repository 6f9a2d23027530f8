// One request at the front door: who asks (the claim that the authorizer has verified), what for, and the answer with its status.
// What a distributor may not see is answered like what does not exist.
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import { FILES_PAGE, FILES_PAGE_MAX, type FrontDoorError, UploadRequestSchema } from "../../contracts/front-door.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { errorFields } from "../../adapters/runtime/logger.ts";
import { readJson } from "../../domain/read-json.ts";
import { CursorSchema } from "../../pipeline/front-door/distributor-files.ts";
import { describeFile, type FileStateDeps, listFiles } from "../../pipeline/front-door/file-states.ts";
import { offerUpload } from "../../pipeline/front-door/offer-upload.ts";
import type { ReadViewerFile } from "../../contracts/api-page.ts";
import { docsPage } from "./docs-page.ts";
import { errorAnswer, jsonAnswer, malformed, tooLarge } from "./answers.ts";
import { openApiDocument } from "./openapi.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

export interface FrontDoorDeps extends FileStateDeps {
  /** The claim of the token that names the distributor. */
  readonly distributorClaim: string;
  readonly hasProfile: (distributor: string) => boolean;
  readonly viewerFile: ReadViewerFile;
}

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;
type Answer = APIGatewayProxyStructuredResultV2;

const PageSchema = plainObject(() => ({
  limit: z.coerce.number().int().min(1).max(FILES_PAGE_MAX).default(FILES_PAGE),
  before: CursorSchema.optional(),
}));

export function makeAnswerRequest(deps: FrontDoorDeps) {
  return async (event: Event, invocation: Invocation): Promise<Answer> => {
    const answer = await answerSafely(deps, event, invocation);
    invocation.meter.add("FrontDoorRequests", 1, { route: event.routeKey, answer: String(answer.statusCode) });
    return answer;
  };
}

/** A fault of ours is told as one, without its words. */
async function answerSafely(deps: FrontDoorDeps, event: Event, invocation: Invocation): Promise<Answer> {
  try {
    return (await openAnswer(deps, event)) ?? (await distributorAnswer(deps, event, invocation));
  } catch (error) {
    invocation.log.error("frontDoorFailed", { route: event.routeKey, ...errorFields(error) });
    return errorAnswer({
      code: "failed",
      message: "The request could not be answered. Nothing was changed.",
      fix: `Try again in a moment. If it stays, tell us this request id: ${event.requestContext.requestId}.`,
    });
  }
}

/** What anybody may read: the description of the API. */
async function openAnswer(deps: FrontDoorDeps, event: Event): Promise<Answer | undefined> {
  if (event.routeKey === "GET /openapi.json") return jsonAnswer(200, openApiDocument());
  return event.routeKey.startsWith("GET /docs") ? docsPage(event.rawPath, deps.viewerFile) : undefined;
}

async function distributorAnswer(deps: FrontDoorDeps, event: Event, invocation: Invocation): Promise<Answer> {
  const distributor = event.requestContext.authorizer.jwt.claims[deps.distributorClaim];
  if (typeof distributor !== "string" || !deps.hasProfile(distributor)) {
    invocation.log.warn("frontDoorStranger", { route: event.routeKey });
    return errorAnswer({
      code: "noDistributor",
      message: "Your token names no distributor that is known here.",
      fix: `Use a token whose claim "${deps.distributorClaim}" holds your distributor name as it was agreed with you.`,
    });
  }
  switch (event.routeKey) {
    case "POST /uploads":
      return upload(deps, distributor, event, invocation);
    case "GET /files":
      return files(deps, distributor, event);
    case "GET /files/{batch}":
      return file(deps, distributor, event.pathParameters?.["batch"] ?? "");
    default:
      return errorAnswer(notFound("There is no such path.", "See /docs for what there is."));
  }
}

async function upload(deps: FrontDoorDeps, distributor: string, event: Event, { log }: Invocation): Promise<Answer> {
  const text = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8").toString("utf8");
  const body = readJson(text);
  const parsed = UploadRequestSchema.safeParse(body);
  if (!parsed.success) return errorAnswer(tooLarge(body) ?? malformed(parsed.error));
  const offered = await offerUpload(deps, distributor, parsed.data);
  if (offered.kind === "refused") return errorAnswer(offered.error);
  log.info("uploadOffered", { distributor, fileId: offered.offer.batchId, bytes: parsed.data.bytes });
  return jsonAnswer(201, offered.offer);
}

async function files(deps: FrontDoorDeps, distributor: string, event: Event): Promise<Answer> {
  const page = PageSchema.safeParse(event.queryStringParameters ?? {});
  if (!page.success) return errorAnswer(malformed(page.error));
  return jsonAnswer(200, await listFiles(deps, distributor, page.data));
}

async function file(deps: FrontDoorDeps, distributor: string, batchId: string): Promise<Answer> {
  const found = await describeFile(deps, distributor, batchId);
  if (found !== undefined) return jsonAnswer(200, found);
  const fix = "Check the batch id. A file that was uploaded a moment ago is there within some seconds.";
  return errorAnswer(notFound("You have no batch with this id.", fix));
}

const notFound = (message: string, fix: string): FrontDoorError => ({ code: "notFound", message, fix });
