// The one address of all services: finds the service in the credential scope of the signature, the caller by access key,
// asks the guard, and writes the answer in the shape of the service's protocol.
import type { Clock } from "../clock.ts";
import type { DynamoDbService } from "../dynamodb/dynamodb-service.ts";
import { resourcesOf } from "../dynamodb/dynamodb-service.ts";
import type { EventsService } from "../events/events-service.ts";
import type { Caller, Guard } from "../iam/guard.ts";
import type { Principal } from "../iam/principal.ts";
import type { OnCloudEvent } from "../cloud-event.ts";
import { type JsonObject, parseObject, textAt } from "../json.ts";
import type { KmsService } from "../kms/kms-service.ts";
import { TRACE_HEADER } from "../lambda/lineage.ts";
import type { Meter } from "../meter/meter.ts";
import { countRequest } from "../s3/billed-requests.ts";
import { checkPresignedUrl, isPresigned } from "../s3/presigned-url.ts";
import type { S3Service } from "../s3/s3-service.ts";
import type { SecretsService } from "../secrets/secrets-service.ts";
import type { SesService } from "../ses/ses-service.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { countCall } from "../sqs/billed-requests.ts";
import type { SqsService } from "../sqs/sqs-service.ts";
import { failed, json, requestIds } from "./answers.ts";
import { type CloudRequest, type CloudResponse, readAll } from "./message.ts";

/** Step Functions, as the endpoint needs it. */
export interface StatesFront {
  call(action: string, input: JsonObject): Promise<object>;
  /** ARN that a grant has to name for this call. */
  resourceOf(action: string, input: JsonObject): string;
}

export interface EndpointServices {
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly dynamodb: DynamoDbService;
  readonly secrets: SecretsService;
  readonly kms: KmsService;
  readonly ses: SesService;
  /** Undefined: nothing moves by itself here. */
  readonly events: EventsService | undefined;
  readonly states: StatesFront;
}

export interface EndpointMeans {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly meter: Meter;
  readonly onEvent: OnCloudEvent;
}

/** Grants of SQS are by single action, also for batches. */
const SQS_BATCH = /Batch$/;

export class Endpoint {
  readonly #services: EndpointServices;
  readonly #clock: Clock;
  readonly #guard: Guard;
  readonly #meter: Meter;
  readonly #onEvent: OnCloudEvent;
  #requests = 0;

  constructor(services: EndpointServices, means: EndpointMeans) {
    this.#services = services;
    this.#clock = means.clock;
    this.#guard = means.guard;
    this.#meter = means.meter;
    this.#onEvent = means.onEvent;
  }

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const scope = scopeOf(request);
    this.#requests += 1;
    const requestId = this.#requests.toString(16).padStart(16, "0").toUpperCase();
    try {
      const response = await this.#route(scope.service, this.#callerOf(scope, request), request);
      return { ...response, headers: { ...response.headers, ...requestIds(scope.service, requestId) } };
    } catch (error) {
      return this.#failed(scope.service, request, error, requestId);
    }
  }

  #callerOf({ service, accessKeyId }: Scope, request: CloudRequest): Caller {
    if (service !== "s3") return this.#guard.callerOf(accessKeyId);
    if (isPresigned(request)) {
      return this.#guard.callerOf(
        checkPresignedUrl(request, this.#clock.now(), (key) => this.#guard.credentialsOf(key)),
      );
    }
    // Nobody signed it, and no bucket is public.
    if (accessKeyId === undefined) throw new ServiceError("AccessDenied", "Access Denied", { status: 403 });
    return this.#guard.callerOf(accessKeyId);
  }

  #route(service: string, caller: Caller, request: CloudRequest): Promise<CloudResponse> {
    const { principal } = caller;
    switch (service) {
      case "s3":
        countRequest(this.#meter, caller.name, request);
        return this.#services.s3.handle(request, {
          name: principal.name,
          may: (action, resource) => principal.may(action, resource),
          demand: (action, resource, context) => {
            this.#guard.demand(principal, action, resource, context);
          },
        });
      case "sqs":
        return this.#sqs(caller, request);
      case "dynamodb":
        return this.#dynamodb(caller, request);
      case "states":
        return this.#states(principal, request);
      case "secretsmanager":
        return this.#secrets(caller, request);
      case "kms":
        return this.#kms(caller, request);
      case "ses":
        return this.#ses(caller, request);
      case "events":
        if (this.#services.events !== undefined) return this.#putEvents(caller, request, this.#services.events);
        throw notImplemented(service, actionOf(request));
      default:
        throw notImplemented(service, actionOf(request));
    }
  }

  async #sqs({ principal, name }: Caller, request: CloudRequest): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    this.#guard.demand(principal, `sqs:${action.replace(SQS_BATCH, "")}`, this.#sqsResource(action, input));
    const answer = await this.#services.sqs.call(action, input, request.headers[TRACE_HEADER]);
    countCall(this.#meter, name, { action, input, answer });
    return json(answer);
  }

  #sqsResource(action: string, input: JsonObject): string {
    if (action === "ListQueues") return "*";
    const source = textAt(input, "SourceArn");
    if (source !== undefined) return source;
    return this.#services.sqs.byUrl(textAt(input, "QueueUrl") ?? textAt(input, "QueueName") ?? "").arn;
  }

  async #dynamodb({ principal, name }: Caller, request: CloudRequest): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    if (!principal.isRoot) {
      for (const resource of resourcesOf(action, input)) {
        this.#guard.demand(principal, `dynamodb:${action}`, resource);
      }
    }
    return this.#services.dynamodb.call(action, input, name);
  }

  async #states(principal: Principal, request: CloudRequest): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    this.#guard.demand(principal, `states:${action}`, this.#services.states.resourceOf(action, input));
    return json(await this.#services.states.call(action, input));
  }

  async #secrets({ principal, name }: Caller, request: CloudRequest): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    this.#meter.count("secretsRequests", 1, { caller: name });
    const resource = this.#services.secrets.arnOf(textAt(input, "SecretId") ?? "");
    this.#guard.demand(principal, `secretsmanager:${action}`, resource);
    return json(this.#services.secrets.call(action, input));
  }

  async #kms({ principal, name }: Caller, request: CloudRequest): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    this.#meter.count("kmsAsymmetricRequests", 1, { caller: name });
    this.#guard.demand(principal, `kms:${action}`, this.#services.kms.arnOf(textAt(input, "KeyId") ?? ""));
    return json(this.#services.kms.call(action, input));
  }

  async #ses({ principal, name }: Caller, request: CloudRequest): Promise<CloudResponse> {
    const { ses } = this.#services;
    const action = ses.actionOf(actionOf(request));
    const input = await inputOf(request);
    // Without an identity there is none to have a grant on: SES itself refuses.
    const identity = ses.identityArn(input);
    if (identity !== undefined) this.#guard.demand(principal, `ses:${action}`, identity);
    const answer = ses.send(input);
    this.#meter.count("mails", ses.recipientsOf(input).length, { caller: name });
    return json(answer);
  }

  async #putEvents({ principal, name }: Caller, request: CloudRequest, events: EventsService): Promise<CloudResponse> {
    const action = actionOf(request);
    const input = await inputOf(request);
    for (const { resource, context } of events.grantsOf(input)) {
      this.#guard.demand(principal, `events:${action}`, resource, context);
      this.#meter.count("customEvents", 1, { caller: name });
    }
    return json(events.call(action, input));
  }

  #failed(service: string, request: CloudRequest, error: unknown, requestId: string): CloudResponse {
    const known = error instanceof ServiceError ? error : undefined;
    if (known === undefined || known.code === "NotImplemented") {
      const action = actionOf(request);
      const message = error instanceof Error ? error.message : String(error);
      this.#onEvent({ type: "serviceFailed", service, action, message, error });
    }
    const failure = known ?? new ServiceError("InternalFailure", String(error), { status: 500 });
    return failed(service, failure, request, requestIds(service, requestId));
  }
}

async function inputOf(request: CloudRequest): Promise<JsonObject> {
  const body = await readAll(request.body);
  return body.length === 0 ? {} : parseObject(body.toString("utf8"));
}

/** `X-Amz-Target: AmazonSQS.SendMessage`; S3 has none. */
function actionOf(request: CloudRequest): string {
  const target = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
  return target.slice(target.indexOf(".") + 1);
}

interface Scope {
  readonly accessKeyId: string | undefined;
  readonly service: string;
}

/** `Authorization: AWS4-HMAC-SHA256 Credential=KEY/date/region/service/aws4_request, …` */
function scopeOf(request: CloudRequest): Scope {
  // Only S3 is asked by presigned URLs here.
  if (isPresigned(request)) return { accessKeyId: undefined, service: "s3" };
  const credential = /Credential=([^,\s]+)/.exec(request.headers["authorization"] ?? "")?.[1];
  // A browser, or a link that lost its query: S3 is the one service that people ask without an SDK.
  if (credential === undefined) {
    return { accessKeyId: undefined, service: "x-amz-target" in request.headers ? "unknown" : "s3" };
  }
  const [accessKeyId, , , service = "unknown"] = credential.split("/");
  return { accessKeyId, service };
}
