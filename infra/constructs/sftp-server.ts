// The SFTP server of a deployment that asks for one: a user for each distributor whose profile has keys, who sees three folders and
// nothing else of the bucket: its inbox, its results, and its feed where it has one. Each user has a role of its own, so that no role
// exists that reaches two distributors.
import { Aws, CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { CfnServer, CfnUser } from "aws-cdk-lib/aws-transfer";
import { Construct } from "constructs";
import { NAMES } from "../../contracts/deployment.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { ConfigurationError } from "../../contracts/errors.ts";
import { distributorsWith, type Profiles } from "../read-profiles.ts";
import { allow, allowList, allowObjects } from "./grants.ts";

export interface SftpServerProps {
  readonly files: Bucket;
  readonly profiles: Profiles;
}

/**
 * Said here, because CloudFormation's own default is that of 2018
 * (https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html).
 */
const SECURITY_POLICY = "TransferSecurityPolicy-2024-01";

interface Folder {
  /** As the user sees it. */
  readonly entry: string;
  /** Of the files bucket, with its closing slash. */
  readonly prefix: string;
  readonly isWritten: boolean;
}

export class SftpServer extends Construct {
  constructor(scope: Construct, id: string, { files, profiles }: SftpServerProps) {
    super(scope, id);
    const users = distributorsWith(profiles, ({ sftp }) => sftp !== undefined);
    if (users.length === 0) {
      throw new ConfigurationError(
        "settings: sftp is on, and no profile has sftp: the server would be paid for and let nobody in. Give a profile its sftp.sshPublicKeys (docs/front-door.md), or turn sftp off.",
      );
    }
    const server = this.#server();
    for (const user of users) {
      const profile = profiles[user];
      if (profile !== undefined) this.#user(server, files, { name: user, profile });
    }
    new CfnOutput(Stack.of(this), NAMES.outputs.sftpAddress, {
      value: `${server.attrServerId}.server.transfer.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    });
  }

  #server(): CfnServer {
    // Who signed in, from where, and which files moved; no content.
    const log = new LogGroup(this, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new CfnServer(this, "Server", {
      protocols: ["SFTP"],
      domain: "S3",
      endpointType: "PUBLIC",
      identityProviderType: "SERVICE_MANAGED",
      securityPolicyName: SECURITY_POLICY,
      structuredLogDestinations: [log.logGroupArn],
      // Clients set the time of a file after its upload, which S3 has no place for; without this the upload ends in an error.
      protocolDetails: { setStatOption: "ENABLE_NO_OP" },
      // Takes what a user's entries lead to for folders, which need not exist yet. Whether `inbox/acme` is one cannot be looked up:
      // the users' roles may neither list nor read it without its slash
      // (https://docs.aws.amazon.com/transfer/latest/userguide/API_S3StorageOptions.html).
      s3StorageOptions: { directoryListingOptimization: "ENABLED" },
    });
  }

  #user(server: CfnServer, files: Bucket, user: { name: string; profile: DistributorProfile }): void {
    const { name, profile } = user;
    const folders = foldersOf(name, profile);
    const role = new Role(this, `RoleOf${name}`, {
      description: `What ${name} may do by SFTP`,
      assumedBy: this.#service(server),
    });
    for (const { prefix, isWritten } of folders) {
      // A rename is a copy and a deletion. The bucket keeps what is overwritten or deleted as a version.
      allowObjects(role, files, prefix, isWritten ? ["GetObject", "PutObject", "DeleteObject"] : ["GetObject"]);
    }
    // With the slash, unlike AWS's sample policy: `inbox/acme` would list what lies in `inbox/acme-north/`, too.
    allowList(
      role,
      files,
      folders.map(({ prefix }) => prefix),
    );
    allow(role, ["s3:GetBucketLocation"], [files.bucketArn]);
    const made = new CfnUser(this, `UserOf${name}`, {
      serverId: server.attrServerId,
      userName: name,
      role: role.roleArn,
      homeDirectoryType: "LOGICAL",
      homeDirectoryMappings: folders.map(({ entry, prefix }) => ({
        entry,
        target: `/${files.bucketName}/${prefix.slice(0, -1)}`,
      })),
      sshPublicKeys: [...(profile.sftp?.sshPublicKeys ?? [])],
    });
    made.node.addDependency(role);
  }

  /** Only for users of this server: another's server in the account could otherwise take the role. */
  #service(server: CfnServer): ServicePrincipal {
    const users = Stack.of(this).formatArn({
      service: "transfer",
      resource: "user",
      resourceName: `${server.attrServerId}/*`,
    });
    return new ServicePrincipal("transfer.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID }, ArnLike: { "aws:SourceArn": users } },
    });
  }
}

function foldersOf(name: string, { feed }: DistributorProfile): Folder[] {
  const fed = feed !== undefined && "prefix" in feed.from ? feed.from.prefix : undefined;
  return [
    { entry: "/inbox", prefix: `inbox/${name}/`, isWritten: true },
    { entry: "/results", prefix: `results/${name}/`, isWritten: false },
    ...(fed === undefined ? [] : [{ entry: "/feed", prefix: fed, isWritten: true }]),
  ];
}
