// The one place that reads process.env. A function parses its environment once, at start, and fails there with an error
// that names every variable that is missing or wrong.
import type * as z from "zod";
import { ConfigurationError } from "../../contracts/errors.ts";

/** Parses the environment; throws ConfigurationError that lists each bad variable. Values are never shown. */
export function readEnv<S extends z.ZodType>(schema: S, source: NodeJS.ProcessEnv = process.env): z.output<S> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return source[name] === undefined ? `${name} is missing` : `${name} is not valid: ${issue.message}`;
  });
  throw new ConfigurationError(`environment: ${faults.join("; ")}`);
}
