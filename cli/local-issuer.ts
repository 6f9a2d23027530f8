// The issuer of tokens of an embedded cloud whose front door is open (`run --api-port`), and the command that prints a token of it.
import path from "node:path";
import type { Issuer } from "../local/issuer/token-issuer.ts";
import { cloudDirectory } from "./cloud-directory.ts";
import type { CommandCall } from "./command-call.ts";
import { distributorOption, orderingUrlOption, outOption } from "./run-options.ts";
import { EXIT, PROGRAM, UsageError } from "./usage-error.ts";

/** Nobody can have a name under `.invalid`: it is found only where the embedded cloud is told to look. */
export const LOCAL_ISSUER = "https://issuer.apex-bulk.invalid";
export const LOCAL_AUDIENCE = "apex-bulk";
const TOKEN_SECONDS = 3600;

export const localIssuer = (directory: string): Issuer => ({
  name: LOCAL_ISSUER,
  keyFile: path.join(directory, "issuer.json"),
});

export async function token({ values, terminal }: CommandCall): Promise<number> {
  const { signToken } = await import("../local/issuer/token-issuer.ts");
  const issuer = localIssuer(cloudDirectory(outOption(values), orderingUrlOption(values)));
  const content = {
    audience: LOCAL_AUDIENCE,
    claims: { distributor: distributorOption(values) },
    validSeconds: TOKEN_SECONDS,
  };
  const signed = await signToken(issuer, content).catch((error: unknown) => {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing) throw error;
    throw new UsageError(
      `no front door has been opened here. Open one with: ${PROGRAM} run FILE --keep --api-port 8788`,
    );
  });
  terminal.answer(signed);
  return EXIT.everyRowWentThrough;
}
