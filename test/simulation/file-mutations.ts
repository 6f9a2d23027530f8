// Deliberate bugs in how dropped files are read and answered, beside those of mutations.ts.
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { actionOf, type Command } from "./aws-clients.ts";
import type { Mutation } from "./mutation.ts";
import { tableWith } from "./table-with.ts";

type Send = (command: Command) => Promise<unknown>;

/** The intake's S3 with some requests changed. */
function s3With(name: string, changed: (command: Command, action: string, send: Send) => Promise<unknown>): Mutation {
  return {
    name,
    s3: (client) => {
      const send: Send = (command) => client.send(command as never);
      return { send: (command: Command) => changed(command, actionOf(command), send) } as unknown as S3Client;
    },
  };
}

/** The same command with another input. */
function withInput(command: Command, input: Record<string, unknown>): Command {
  return Object.assign(Object.create(Object.getPrototypeOf(command) as object) as Command, { input });
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

export const FILE_MUTATIONS: readonly Mutation[] = [
  s3With("latest-version-read", (command, action, send) => {
    const { VersionId: _version, ...input } = command.input;
    return send(action === "GetObject" ? withInput(command, input) : command);
  }),
  // As for a role that may not list: a key that is gone looks like a denied one.
  s3With("gone-taken-for-denied", (command, action, send) =>
    action === "HeadObject" ? send(command).catch(() => Promise.reject(named("AccessDenied"))) : send(command),
  ),
  // As without versions: what is deleted cannot be read, also where its reading has begun.
  s3With("reading-ends-with-its-key", async (command, action, send) => {
    if (action !== "GetObject" || command.input["VersionId"] === undefined) return await send(command);
    const { Bucket, Key } = command.input as { Bucket: string; Key: string };
    await send(new HeadObjectCommand({ Bucket, Key }) as unknown as Command);
    return await send(command);
  }),
  s3With("other-name-without-receipt", (command, action, send) =>
    action === "PutObject" && String(command.input["Body"]).includes('"sameAs"') ? Promise.resolve({}) : send(command),
  ),
  {
    name: "refusal-kept",
    table: (table) =>
      tableWith(table, {
        update: (key, update) =>
          update.set?.["status"] === "received" ? Promise.resolve(undefined) : table.update(key, update),
      }),
  },
  {
    name: "profile-of-now",
    table: (table) =>
      tableWith(table, {
        put: ({ profile: _profile, ...item }, options) => table.put(item, options),
      }),
  },
];
