// Where the embedded cloud says it is: one region, one account. ARNs are built here only.

export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** The last part of an ARN of the form `arn:aws:service:region:account:name`. */
export function nameOfArn(value: string): string {
  return value.split(":").slice(5).join(":");
}
