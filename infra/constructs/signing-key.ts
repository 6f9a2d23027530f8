// The key that signs the nightly certificates. It never leaves KMS and outlives every deployment: a certificate of years ago is
// still checked with its public half. It cannot be rotated in place; a new key is a new resource.
import { RemovalPolicy } from "aws-cdk-lib";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

export class SigningKey extends Key {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: "Signs the nightly certificates",
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
