// A table that outlives its stack: under one name, with point-in-time recovery.
import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";

export interface KeptTableProps {
  readonly name: string;
  readonly settings: Pick<DeploymentSettings, "deletionProtection">;
  readonly key: IKey | undefined;
  /** Holds the moment, epoch seconds, after which DynamoDB deletes an item. Absent: nothing expires. */
  readonly expiryAttribute?: string;
}

export class KeptTable extends Table {
  constructor(scope: Construct, id: string, { name, settings, key, expiryAttribute }: KeptTableProps) {
    super(scope, id, {
      tableName: name,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      ...(expiryAttribute !== undefined && { timeToLiveAttribute: expiryAttribute }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.deletionProtection === "on",
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
