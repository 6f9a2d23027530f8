// Is anything wrong: the state of every alarm, those that ring first, the urgent ones apart.
import { type Alarm, AlarmStatusWidget, AlarmStatusWidgetSortBy } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmDefinition } from "../alarm-definition.ts";
import { COLUMNS, heading, type Row } from "./widgets.ts";

/** A widget shows four alarms in a row, each row one unit high, under its title. */
const ALARMS_PER_ROW = 8;

export function troubleSection(definitions: readonly AlarmDefinition[], alarms: ReadonlyMap<string, Alarm>): Row[] {
  const ofClass = (severity: AlarmDefinition["severity"]): Alarm[] =>
    definitions.filter((definition) => definition.severity === severity).flatMap(({ id }) => alarms.get(id) ?? []);
  return [
    heading("Is anything wrong?", "Each alarm names its section of docs/runbook.md in its description."),
    [statusOf("Urgent: orders are stuck, lost or late until somebody acts", ofClass("urgent"))],
    [statusOf("Notice: for the next working day", ofClass("notice"))],
  ];
}

function statusOf(title: string, alarms: readonly Alarm[]): AlarmStatusWidget {
  return new AlarmStatusWidget({
    title,
    alarms: [...alarms],
    width: COLUMNS,
    height: 1 + Math.ceil(alarms.length / ALARMS_PER_ROW),
    sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
  });
}
