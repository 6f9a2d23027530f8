// Starts the threads that host functions, one for each memory size of the template. They load the functions' libraries while the
// main thread does everything else that a start needs.
import type { FunctionLog } from "../function-log.ts";
import { REGION } from "../identity.ts";
import { numberAt, objectAt, textAt } from "../json.ts";
import { HostThreads } from "../lambda/host-threads.ts";
import type { StackTemplate } from "../template/assembly.ts";
import { MEMORY_MEGABYTES, moduleFile } from "./provision-functions.ts";

export function openHosts(
  stacks: readonly StackTemplate[],
  { compiledDir, log }: { readonly compiledDir: string; readonly log: FunctionLog },
): HostThreads {
  const hosts = new HostThreads({ compileCacheDir: compiledDir, variables: { AWS_REGION: REGION } }, (text) => {
    log.write("lambda-host", text);
  });
  for (const [memoryMegabytes, files] of modulesBySize(stacks)) hosts.prepare(memoryMegabytes, files);
  return hosts;
}

/** Memory size in megabytes → modules of its functions. One whose code is not there is left to the step that makes it. */
function modulesBySize(stacks: readonly StackTemplate[]): ReadonlyMap<number, readonly string[]> {
  const bySize = new Map<number, string[]>();
  for (const stack of stacks) {
    for (const resource of Object.values(objectAt(stack.template, "Resources"))) {
      if (textAt(resource, "Type") !== "AWS::Lambda::Function") continue;
      const properties = objectAt(resource, "Properties");
      const memoryMegabytes = numberAt(properties, "MemorySize") ?? MEMORY_MEGABYTES;
      const file = moduleFile(stack, properties);
      if (file !== undefined) bySize.set(memoryMegabytes, [...(bySize.get(memoryMegabytes) ?? []), file]);
    }
  }
  return bySize;
}
