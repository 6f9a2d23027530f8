// Reads the members of an API request; a missing or ill-typed one is a ValidationException that names it.
import { StatesServiceError } from "./failures.ts";

export class Arguments {
  readonly #source: Readonly<Record<string, unknown>>;

  constructor(source: Readonly<Record<string, unknown>>) {
    this.#source = source;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new StatesServiceError("ValidationException", `${name} is missing`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#source[name] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw new StatesServiceError("ValidationException", `${name} is not a string`);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#source[name] ?? undefined;
    if (value === undefined || typeof value === "number") return value;
    throw new StatesServiceError("ValidationException", `${name} is not a number`);
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.#source[name] ?? undefined;
    if (value === undefined || typeof value === "boolean") return value;
    throw new StatesServiceError("ValidationException", `${name} is not a boolean`);
  }
}
