// Deliberate bugs, each a small lie between the system and its world, to show that the simulation would find the like.
import { type Mutation, NO_MUTATION } from "./mutation.ts";

export const MUTATIONS: readonly Mutation[] = [];

export function mutationNamed(name: string): Mutation {
  const found = [NO_MUTATION, ...MUTATIONS].find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`no mutation ${name}`);
  return found;
}
