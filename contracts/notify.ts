// How a distributor's profile asks to be told that results are there: a webhook, mail, or both.
import * as z from "zod";
import { isLoopback } from "./plain-http.ts";
import { strictObject } from "./object-schemas.ts";

/** SES takes 50 recipients in one message (docs/aws-limits.md). */
const RECIPIENTS_MAX = 50;

const WebhookSchema = strictObject(() => ({
  /** `https://` only. `http://` goes to this machine alone, and only where `loopbackHost` names the host. */
  url: z.url({ protocol: /^https?$/ }),
  loopbackHost: z.string().optional(),
})).refine(isSafe, {
  path: ["url"],
  error: "must begin with https://; http:// is for a host of this machine that loopbackHost names, such as 127.0.0.1",
});

export const NotifySchema = strictObject(() => ({
  webhook: WebhookSchema.optional(),
  mail: z.strictObject({ to: z.array(z.email()).min(1).max(RECIPIENTS_MAX) }).optional(),
}));

function isSafe({ url, loopbackHost }: { readonly url: string; readonly loopbackHost?: string | undefined }): boolean {
  const { protocol, hostname, username } = new URL(url);
  if (username !== "") return false;
  return protocol === "https:" || (isLoopback(hostname) && hostname === loopbackHost);
}
