// Who types: the name that other operators read beside what was done, as Terraform names who holds a lock.
import { hostname, userInfo } from "node:os";

/** `ana@desk-7`; undefined: the system does not know who runs this process. */
export function operatorName(): string | undefined {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A container's user without an entry in its passwd file.
    return undefined;
  }
}
