// A secret that outlives its stack, as the data does: AT&T's credentials cannot be made again. Its name does not change; a later
// deployment uses it where the setting says that it is there.
import { RemovalPolicy, Validations } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Secret, type SecretStringGenerator } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

export interface KeptSecretProps {
  readonly name: string;
  readonly description: string;
  readonly generate: SecretStringGenerator;
  /** An earlier deployment has left it. */
  readonly exists: boolean;
  readonly key: IKey | undefined;
}

export class KeptSecret extends Construct {
  /** As GetSecretValue takes it. */
  readonly secretId: string;
  /** Six characters follow the name, which nobody knows of a secret that was there before. */
  readonly arnInPolicies: string;
  readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, props: KeptSecretProps) {
    super(scope, id);
    this.key = props.key;
    if (props.exists) {
      const { secretArn } = Secret.fromSecretNameV2(this, "Secret", props.name);
      // Not the ARN without its six characters: Secrets Manager takes one that ends like `webhook-secret` for a complete one.
      this.secretId = props.name;
      this.arnInPolicies = `${secretArn}-??????`;
      return;
    }
    const secret = new Secret(this, "Secret", {
      secretName: props.name,
      description: props.description,
      generateSecretString: props.generate,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(props.key !== undefined && { encryptionKey: props.key }),
    });
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "Both sides must change at once: AT&T gives the credentials, and the webhook secret rotates by overlap.",
    });
    this.secretId = secret.secretArn;
    this.arnInPolicies = secret.secretArn;
  }
}
