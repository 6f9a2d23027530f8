#!/usr/bin/env node
// Where `node cli/main.ts` begins. What is imported before the compile cache is on is compiled anew with each start.
import { keepCompiled } from "./compile-cache.ts";

keepCompiled();
await import("./process.ts");
