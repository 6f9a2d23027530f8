// One line of JSON for a failure of ours: its name and message, never a request, a header or a body.
export function logError(error: unknown, traceId: string | undefined): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(`thrown a ${typeof error}`);
  const line = { level: "error", event: "orderingApiFailed", error: name, message, traceId, stack };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
