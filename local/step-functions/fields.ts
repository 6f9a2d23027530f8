// Reads the fields of a JSON object of a definition and refuses every field that nobody asked for: a state machine that
// uses something the interpreter does not know must fail when it is created, not behave differently from AWS.
import { compileTemplate, DefinitionError, isExpression, type FieldLocation, type Template } from "./expressions.ts";

export class Fields {
  readonly where: string;
  /** Where in its state: `Catch[0]`; empty for the state itself. */
  readonly #location: string;
  readonly #source: ReadonlyMap<string, unknown>;
  readonly #read = new Set<string>(["Comment"]);

  constructor(source: unknown, where: string, location = "") {
    if (typeof source !== "object" || source === null || Array.isArray(source)) {
      throw new DefinitionError(`${where} must be an object`);
    }
    this.where = where;
    this.#location = location;
    this.#source = new Map(Object.entries(source));
  }

  raw(name: string): unknown {
    this.#read.add(name);
    return this.#source.get(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "string") return value;
    throw this.wrong(name, "must be a string");
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "number") return value;
    throw this.wrong(name, "must be a number");
  }

  optionalFlag(name: string): boolean {
    const value = this.raw(name);
    if (value === undefined || typeof value === "boolean") return value ?? false;
    throw this.wrong(name, "must be true or false");
  }

  optionalList(name: string): readonly unknown[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw this.wrong(name, "must be an array");
  }

  object(name: string): Fields {
    return new Fields(this.raw(name) ?? this.#missing(name), `${this.where}.${name}`);
  }

  names(): string[] {
    return [...this.#source.keys()];
  }

  optionalTemplate(name: string): Template | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : compileTemplate(value, this.#locationOf(name));
  }

  /** A number, or a JSONata expression that gives one. */
  optionalNumberTemplate(name: string): Template | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "number" || (typeof value === "string" && isExpression(value))) {
      return this.optionalTemplate(name);
    }
    throw this.wrong(name, "must be a number or a JSONata expression");
  }

  /** Each variable with its template, in the order written. */
  assignments(name: string): ReadonlyArray<readonly [string, Template]> {
    if (this.raw(name) === undefined) return [];
    const source = this.object(name);
    return source.names().map((variable) => {
      if (variable === "states") throw source.wrong(variable, "is reserved");
      const { where, location } = this.#locationOf(name);
      const field = { where: `${where}.${variable}`, location: `${location}/${variable}` };
      return [variable, compileTemplate(source.raw(variable), field)] as const;
    });
  }

  /** All of it, in depth. */
  copy(): object {
    return structuredClone(Object.fromEntries(this.#source));
  }

  /** To be called last. */
  refuseOthers(): void {
    const others = this.names().filter((name) => !this.#read.has(name));
    if (others.length > 0) throw new DefinitionError(`${this.where}: not supported: ${others.join(", ")}`);
  }

  wrong(name: string, problem: string): DefinitionError {
    return new DefinitionError(`${this.where}.${name} ${problem}`);
  }

  #locationOf(name: string): FieldLocation {
    return { where: `${this.where}.${name}`, location: this.#location === "" ? name : `${this.#location}/${name}` };
  }

  #missing(name: string): never {
    throw this.wrong(name, "is missing");
  }
}
