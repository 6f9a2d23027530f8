// Tells requests apart: a confirmation answers only the request that it belongs to.
import { createHash } from "node:crypto";
import type { CallName, RequestOf } from "../../contracts/apex/calls.ts";
import { canonicalRequest } from "../apex/apex-client.ts";

export const requestHashOf = <C extends CallName>(call: C, request: RequestOf<C>): string =>
  createHash("sha256").update(canonicalRequest(call, request)).digest("hex");
