// Builds what the front door needs from its environment, once an instance.
import { readFile } from "node:fs/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import type { FrontDoorEnv } from "../../contracts/environments.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { deployedProfiles } from "../../reading/profiles.ts";
import type { FrontDoorDeps } from "./answer-request.ts";

export function makeFrontDoorDeps(env: z.output<typeof FrontDoorEnv>): FrontDoorDeps {
  const knownProfile = deployedProfiles(env.DEMO_DISTRIBUTOR);
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    clock: systemClock,
    distributorClaim: env.DISTRIBUTOR_CLAIM,
    hasProfile: (distributor) => knownProfile(distributor) !== undefined,
    // infra/bundle.ts lays the viewer's files beside this code.
    viewerFile: (name) => readFile(new URL(`viewer/${name}`, import.meta.url), "utf8"),
  };
}
