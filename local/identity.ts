// Where the embedded cloud says it is: one region, one account. ARNs are built here only.

export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}
