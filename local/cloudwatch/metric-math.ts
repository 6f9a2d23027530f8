// CloudWatch's metric math, as far as templates here use it: numbers, ids, + - * /, comparisons, AND, OR, IF, and SUM, MAX, MIN of
// a list. Evaluated period by period: arithmetic and comparisons need a value on both sides, lists leave out what is missing.
// Anything else is refused by name when the template is read.

/** Values by id at one period; undefined: no value. */
export type ValueOf = (id: string) => number | undefined;
type Evaluate = (valueOf: ValueOf) => number | undefined;

interface Node {
  readonly evaluate: Evaluate;
  readonly ids: readonly string[];
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|[-+*/<>()[\],]))/y;
/** Weakest first. */
const BINARY: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { OR: (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0) },
  {
    "==": (a, b) => Number(a === b),
    "!=": (a, b) => Number(a !== b),
    "<=": (a, b) => Number(a <= b),
    ">=": (a, b) => Number(a >= b),
    "<": (a, b) => Number(a < b),
    ">": (a, b) => Number(a > b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];
const OF_LIST: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
};

export function parseMath(text: string): Node {
  const parser = new Parser(text);
  const node = parser.expression(0);
  parser.end();
  return node;
}

class Parser {
  readonly #text: string;
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  expression(level: number): Node {
    const operators = BINARY[level];
    if (operators === undefined) return this.#single();
    let left = this.expression(level + 1);
    for (;;) {
      const operator = operators[this.#tokens[this.#at] ?? ""];
      if (operator === undefined) return left;
      this.#at += 1;
      left = binary(operator, left, this.expression(level + 1));
    }
  }

  #single(): Node {
    const token = this.#take();
    if (/^\d/.test(token)) return { evaluate: () => Number(token), ids: [] };
    if (token === "(") {
      const inner = this.expression(0);
      this.#expect(")");
      return inner;
    }
    if (!/^[A-Za-z_]/.test(token)) return this.#fail();
    if (this.#tokens[this.#at] !== "(") return { evaluate: (valueOf) => valueOf(token), ids: [token] };
    this.#at += 1;
    const node = this.#call(token);
    this.#expect(")");
    return node;
  }

  #call(name: string): Node {
    const ofList = OF_LIST[name];
    if (ofList !== undefined) {
      this.#expect("[");
      const items = this.#list();
      this.#expect("]");
      return listOf(ofList, items);
    }
    if (name !== "IF") throw new Error(`metric math ${name} is not supported: ${this.#text}`);
    const [condition, yes, no, ...rest] = this.#list();
    if (condition === undefined || yes === undefined || no === undefined || rest.length > 0) return this.#fail();
    return {
      ids: [condition, yes, no].flatMap(({ ids }) => ids),
      evaluate: (valueOf) => {
        const holds = condition.evaluate(valueOf);
        return holds === undefined ? undefined : (holds === 0 ? no : yes).evaluate(valueOf);
      },
    };
  }

  #list(): Node[] {
    const items = [this.expression(0)];
    while (this.#tokens[this.#at] === ",") {
      this.#at += 1;
      items.push(this.expression(0));
    }
    return items;
  }

  #take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) return this.#fail();
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    if (this.#take() !== token) this.#fail();
  }

  #fail(): never {
    throw new Error(`metric math is not understood at ${this.#tokens[this.#at] ?? "its end"}: ${this.#text}`);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (found === null) throw new Error(`metric math is not understood: ${text}`);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? "");
  }
  return tokens;
}

function binary(operator: (a: number, b: number) => number, left: Node, right: Node): Node {
  return {
    ids: [...left.ids, ...right.ids],
    evaluate: (valueOf) => {
      const [a, b] = [left.evaluate(valueOf), right.evaluate(valueOf)];
      if (a === undefined || b === undefined) return undefined;
      const value = operator(a, b);
      // CloudWatch has no value where it would divide by 0.
      return Number.isFinite(value) ? value : undefined;
    },
  };
}

function listOf(combine: (values: readonly number[]) => number, items: readonly Node[]): Node {
  return {
    ids: items.flatMap(({ ids }) => ids),
    evaluate: (valueOf) => {
      const values = items.map(({ evaluate }) => evaluate(valueOf)).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : combine(values);
    },
  };
}
