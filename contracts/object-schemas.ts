// Schemas of objects whose fields are made when the first such object is read. Every function loads the shapes of all records and of
// all of AT&T's messages, and reads a few of them: two thirds of the schemas that were made at a start were never used
// (docs/performance.md, "Starts of functions"). Code that functions load makes its objects with these; within one of them, and in
// commands and tests, zod's own do.
import * as z from "zod";

type Shape = z.core.$ZodLooseShape;

/** Other fields are kept: of what is read. */
export function looseObject<S extends Shape>(fields: () => S): z.ZodObject<z.core.util.Writeable<S>, z.core.$loose>;
export function looseObject(fields: () => Shape): z.ZodObject {
  return objectOf(fields, ANYTHING);
}

/** Other fields are an error: of what is written. */
export function strictObject<S extends Shape>(fields: () => S): z.ZodObject<z.core.util.Writeable<S>, z.core.$strict>;
export function strictObject(fields: () => Shape): z.ZodObject {
  return objectOf(fields, NOTHING);
}

/** Other fields are left out. */
export function plainObject<S extends Shape>(fields: () => S): z.ZodObject<z.core.util.Writeable<S>>;
export function plainObject(fields: () => Shape): z.ZodObject {
  return objectOf(fields, undefined);
}

const ANYTHING = z.unknown();
const NOTHING = z.never();

function objectOf(fields: () => Shape, catchall: z.ZodType | undefined): z.ZodObject {
  let made: Shape | undefined;
  return new z.ZodObject({
    type: "object",
    get shape() {
      return (made ??= fields());
    },
    ...(catchall !== undefined && { catchall }),
  });
}
