// The keys in a webhook secret (contracts/deployment.ts): values `whsec_` + base64, separated by spaces; a bare text, as
// CDK generates it, is read as `whsec_` + itself.
const PREFIX = "whsec_";

export function webhookKeys(secret: string): readonly Buffer[] {
  return secret
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => Buffer.from(part.startsWith(PREFIX) ? part.slice(PREFIX.length) : part, "base64"));
}
