// Answers of a call that has taken effect, as no contract has them: about another thing than was asked, or such as cannot be stored.
import type { HttpOutcome } from "../../adapters/apex/http-exchange.ts";

type Answer = Extract<HttpOutcome, { kind: "response" }>;

const OTHER_ID = "8018c0000999999";
const DEEP = `${"[".repeat(200)}${"]".repeat(200)}`;

/** Calls whose answers make ids, and the ids that they make. */
const MADE: readonly (readonly [end: string, names: readonly string[]])[] = [
  ["/opportunity-quote-apex", ["quoteId"]],
  ["/contract-apex", ["ContractEnvelopeId"]],
  ["/order-apex", ["subOrderId", "orderId"]],
];
const idIn = (body: string, name: string): string | undefined => new RegExp(`"${name}":"([^"]+)"`).exec(body)?.[1];

export class SpoiledAnswers {
  /** The first of each that the partner made in this run, which one order has. */
  readonly #first = new Map<string, string>();

  /** Remembers what could be told again in a wrong place. */
  note(path: string, body: string): void {
    for (const name of MADE.find(([end]) => path.endsWith(end))?.[1] ?? []) {
      const id = idIn(body, name);
      if (id !== undefined && !this.#first.has(name)) this.#first.set(name, id);
    }
  }

  /**
   * An id that another order has, another sub-order, nothing assigned, or words that deny the success; where an answer names nothing,
   * as it was.
   */
  aboutAnotherThing(path: string, answer: Answer, draw: number): Answer {
    const { body } = answer;
    if (body.includes("order submitted and")) {
      return { ...answer, body: body.replace("order submitted and", "order not submitted, nor") };
    }
    const made = MADE.find(([end]) => path.endsWith(end))?.[1] ?? [];
    const name = made[Math.floor(draw * made.length)];
    const first = this.#first.get(name ?? "");
    if (name !== undefined && first !== undefined) {
      return { ...answer, body: body.replace(new RegExp(`"${name}":"[^"]+"`), `"${name}":"${first}"`) };
    }
    if (path.endsWith("/customerAccountLookup-apex") && body.includes('"inputValues"')) {
      return { ...answer, body: body.replace(/"inputValues":.*\]/, '"inputValues":[]') };
    }
    if (path.includes("/order-enrichment/")) {
      return { ...answer, body: body.replace(/"subOrderId":"[^"]+"/, `"subOrderId":"${OTHER_ID}"`) };
    }
    return answer;
  }

  /** What may be absent, in another form than ours: none of it decides anything. */
  inOtherForms(answer: Answer): Answer {
    const body = answer.body
      .replace(/"(recurring|oneTime)":(\d+)/g, '"$1":"$2.00"')
      .replace(/"statusMessage":"([^"]*)"/g, '"statusMessage":{"text":"$1"}')
      .replace(/"callContractMS":true/, '"callContractMS":"true"');
    return { ...answer, body };
  }

  unstorable(answer: Answer): Answer {
    const { body } = answer;
    if (!body.startsWith("{") || !body.endsWith("}") || body.length < 3) return answer;
    const more = `"constructor":1,"__proto__":{"x":1},"":0,"big":1e400,"long":12345678901234567890,"deep":${DEEP}`;
    return { ...answer, body: `${body.slice(0, -1)},${more}}` };
  }
}
