// How a distributor that has an AWS account of its own names who there may put its files and get its results, without keys and without
// tokens of ours.
import * as z from "zod";
import { strictObject } from "./object-schemas.ts";

export const AwsAccessSchema = strictObject(() => ({
  /** A role or a user; or the account's root, which leaves it to the account whom it lets. */
  principal: z
    .string()
    .regex(
      /^arn:aws(?:-[a-z]+)*:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)$/,
      "must be the ARN of a role, a user or the root of an AWS account, such as arn:aws:iam::111122223333:role/orders",
    ),
  /**
   * Sent along with each request for the role. Not a secret: it keeps a service that works for several customers from being talked into
   * taking another customer's role (IAM user guide, "The confused deputy problem"). 2 to 1,224 characters, as STS takes them.
   */
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, "must have 2 to 1224 letters, digits and + = , . @ : / - _, such as acme-7f3c9d"),
}));
export type AwsAccess = z.infer<typeof AwsAccessSchema>;
