// A new version of a function gets a tenth of its work first, all of it ten minutes later, and none as soon as an alarm goes off:
// CodeDeploy moves the alias `live`. The alarms must not look at anything that waits for these aliases, or CloudFormation
// finds a circle: stages and edges have a rollout each.
import { Aws } from "aws-cdk-lib";
import type { IAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { TypedFunction } from "./typed-function.ts";

export interface GradualRolloutProps {
  readonly functions: readonly TypedFunction[];
  /** Each takes a deployment back while it is in ALARM, and keeps one from starting. */
  readonly alarms: readonly IAlarm[];
}

export class GradualRollout extends Construct {
  constructor(scope: Construct, id: string, props: GradualRolloutProps) {
    super(scope, id);
    const application = new LambdaApplication(this, "Application");
    const role = this.#role(props.functions);
    for (const fn of props.functions) {
      new LambdaDeploymentGroup(this, fn.node.id, {
        application,
        alias: fn.alias,
        // Alarms look at five minutes: ten hold a whole one.
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
        alarms: [...props.alarms],
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        // Without the managed policy that CDK would add: it may move every alias of the account.
        role: role.withoutPolicyUpdates(),
      });
    }
  }

  #role(functions: readonly TypedFunction[]): Role {
    const arns = functions.map((fn) => fn.functionArn);
    return new Role(this, "Role", {
      assumedBy: new ServicePrincipal("codedeploy.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        rollout: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ["cloudwatch:DescribeAlarms"], resources: ["*"] }),
            new PolicyStatement({
              actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
              resources: arns.flatMap((arn) => [arn, `${arn}:*`]),
            }),
          ],
        }),
      },
    });
  }
}
