// A new version of a function takes over step by step, and an alarm takes it back: nothing invokes anything but the alias that
// CodeDeploy moves, and CloudFormation can make it all in some order.
import { expect, test } from "vitest";
import { Synthesized, type Resource } from "./synthesized.ts";

const gradual = Synthesized.whole();
const atOnce = new Synthesized({ rollout: "atOnce", callsInGroups: "off" });
const functionsOf = (app: Synthesized): string[] => app.ofType("AWS::Lambda::Function").map(({ id }) => id);
const functionOf = (app: Synthesized, alias: Resource): string => app.target(alias.properties.FunctionName, alias).id;

test.each([
  ["gradual", gradual],
  ["at once", atOnce],
])("%s: queues, APIs and schedules invoke the alias of a version, and the version is kept", (_, app) => {
  const aliases = app.ofType("AWS::Lambda::Alias");
  expect(aliases.map((alias) => functionOf(app, alias)).sort()).toEqual(functionsOf(app).sort());
  for (const alias of aliases) {
    const version = app.target(alias.properties.FunctionVersion, alias);
    expect(version.type).toBe("AWS::Lambda::Version");
    expect(functionOf(app, version)).toBe(functionOf(app, alias));
    expect(app.templates.get(version.stack)!.Resources[version.id]).toMatchObject({ DeletionPolicy: "Retain" });
  }
  const invokers = [
    ...app.ofType("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission").map((one) => [one, "FunctionName"]),
    ...app.ofType("AWS::ApiGatewayV2::Integration").map((one) => [one, "IntegrationUri"]),
  ] as [Resource, string][];
  for (const [one, property] of invokers)
    expect(app.target(one.properties[property], one).type, one.id).toBe("AWS::Lambda::Alias");
  const schedules = app.ofType("AWS::Scheduler::Schedule");
  for (const schedule of schedules) {
    expect(app.target(schedule.properties.Target.Arn, schedule).type, schedule.id).toBe("AWS::Lambda::Alias");
  }
  expect(invokers.length + schedules.length).toBeGreaterThan(20);
});

test("a tenth first, and back when messages fail or functions crash", () => {
  const groups = gradual.ofType("AWS::CodeDeploy::DeploymentGroup");
  const moved = gradual
    .ofType("AWS::Lambda::Alias")
    .map((alias) => [alias, gradual.templates.get(alias.stack)!.Resources[alias.id]!.UpdatePolicy] as const)
    .filter(([, policy]) => policy !== undefined);
  // Our own Ordering API is a stand-in for AT&T's, and lies in another stack than the alarms.
  expect(moved.map(([alias]) => functionOf(gradual, alias)).sort()).toEqual(
    functionsOf(gradual)
      .filter((id) => !id.startsWith("OrderingApi"))
      .sort(),
  );
  for (const [alias, policy] of moved) {
    const group = gradual.target(policy!.CodeDeployLambdaAliasUpdate.DeploymentGroupName, alias);
    expect(groups).toContain(group);
    expect(group.properties).toMatchObject({
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent10Minutes",
      AlarmConfiguration: { Enabled: true },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM"],
      },
    });
    const alarms = group.properties.AlarmConfiguration.Alarms.map(
      ({ Name }: { Name: unknown }) => gradual.target(Name, group).properties.AlarmName,
    );
    expect(alarms).toContain("apex-bulk-MessagesFail");
    const crashes = alarms.find((name: string) => name.endsWith("FunctionsFail"));
    const watched = gradual
      .ofType("AWS::CloudWatch::Alarm")
      .find(({ properties }) => properties.AlarmName === crashes)!;
    expect(JSON.stringify(watched.properties.Metrics)).toContain(`"${functionOf(gradual, alias)}"`);
  }
});

test("at once: nothing waits for CodeDeploy", () => {
  expect(atOnce.resources.filter(({ type }) => type.startsWith("AWS::CodeDeploy"))).toEqual([]);
});

test.each([...gradual.templates])("%s: CloudFormation finds an order in which to make it", (_, { Resources }) => {
  const needs = new Map(Object.entries(Resources).map(([id, resource]) => [id, namesIn(resource, Resources)]));
  const made = new Set<string>();
  for (let before = -1; before < made.size;) {
    before = made.size;
    for (const [id, others] of needs) if (others.every((other) => made.has(other))) made.add(id);
  }
  expect([...needs.keys()].filter((id) => !made.has(id))).toEqual([]);
});

/** What a resource waits for: Ref, Fn::GetAtt and DependsOn, wherever they stand. */
function namesIn(value: unknown, resources: Readonly<Record<string, unknown>>): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(one, resources));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const names = key === "Ref" || key === "DependsOn" ? [one].flat() : key === "Fn::GetAtt" ? [one[0]] : [];
    const own = names.filter((name): name is string => typeof name === "string" && name in resources);
    return [...own, ...(key === "DependsOn" ? [] : namesIn(one, resources))];
  });
}

test("a deployment that an older version may have to take back begins no order in a form that it cannot read", () => {
  const formOf = (app: Synthesized): unknown =>
    app.ofType("AWS::Lambda::Function").find(({ id }) => id.startsWith("EntranceStartOrder"))!.properties.Environment
      .Variables.CALLS_IN_GROUPS;
  expect([formOf(gradual), formOf(atOnce)]).toEqual(["on", "off"]);
});
