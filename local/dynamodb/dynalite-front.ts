// Speaks to dynalite without a socket: a request object that it can read and an answer object that it can write, handed to
// the listener of its server.
import { EventEmitter } from "node:events";
import type { Server } from "node:http";

export interface DynamoAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As much of http.IncomingMessage as dynalite reads. */
class Question extends EventEmitter {
  readonly method = "POST";
  readonly url = "/";
  readonly headers: Readonly<Record<string, string>>;

  constructor(action: string) {
    super();
    this.headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${action}`,
      // The guard has checked the caller; dynalite only wants to see a form.
      authorization: "AWS4-HMAC-SHA256 Credential=embedded, SignedHeaders=host, Signature=none",
      "x-amz-date": "20200101T000000Z",
    };
  }
}

/** As much of http.ServerResponse as dynalite writes. */
class Answer {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  readonly #done: (answer: DynamoAnswer) => void;

  constructor(done: (answer: DynamoAnswer) => void) {
    this.#done = done;
  }

  setHeader(name: string, value: unknown): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  end(body = ""): void {
    this.#done({ status: this.statusCode, headers: this.headers, body });
  }
}

export function askDynalite(server: Server, action: string, body: string): Promise<DynamoAnswer> {
  return new Promise((resolve) => {
    const question = new Question(action);
    server.emit("request", question, new Answer(resolve));
    question.emit("data", Buffer.from(body));
    question.emit("end");
  });
}
