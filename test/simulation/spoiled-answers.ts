// Answers of a call that has taken effect, as no contract has them: about another thing than was asked, or such as cannot be stored.
import type { HttpOutcome } from "../../adapters/apex/http-exchange.ts";

type Answer = Extract<HttpOutcome, { kind: "response" }>;

const OTHER_ID = "8018c0000999999";
const DEEP = `${"[".repeat(200)}${"]".repeat(200)}`;

export class SpoiledAnswers {
  #firstQuote: string | undefined;

  /** Remembers what could be told again in a wrong place. */
  note(path: string, body: string): void {
    if (path.endsWith("/opportunity-quote-apex")) this.#firstQuote ??= /"quoteId":"([^"]+)"/.exec(body)?.[1];
  }

  /** Another quote, another sub-order, nothing assigned, or words that deny the success; where an answer names nothing, as it was. */
  aboutAnotherThing(path: string, answer: Answer): Answer {
    const { body } = answer;
    if (path.endsWith("/opportunity-quote-apex") && this.#firstQuote !== undefined) {
      return { ...answer, body: body.replace(/"quoteId":"[^"]+"/, `"quoteId":"${this.#firstQuote}"`) };
    }
    if (path.endsWith("/customerAccountLookup-apex") && body.includes('"inputValues"')) {
      return { ...answer, body: body.replace(/"inputValues":.*\]/, '"inputValues":[]') };
    }
    if (path.includes("/order-enrichment/")) {
      return { ...answer, body: body.replace(/"subOrderId":"[^"]+"/, `"subOrderId":"${OTHER_ID}"`) };
    }
    return { ...answer, body: body.replace("order submitted and", "order not submitted, nor") };
  }

  unstorable(answer: Answer): Answer {
    const { body } = answer;
    if (!body.startsWith("{") || !body.endsWith("}") || body.length < 3) return answer;
    const more = `"constructor":1,"__proto__":{"x":1},"":0,"big":1e400,"long":12345678901234567890,"deep":${DEEP}`;
    return { ...answer, body: `${body.slice(0, -1)},${more}}` };
  }
}
