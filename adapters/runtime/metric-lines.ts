// As few log lines as the metrics of an invocation need: what does not contradict stands in one line. A line has a frame of some 90 bytes
// and every byte of a log is paid for. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

interface Directive {
  readonly Namespace: string;
  /** Sets of names of fields. */
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly object[];
}

/** In CloudWatch's embedded metric format: values of metrics and of dimensions are fields beside `_aws`. */
export interface MetricLine {
  readonly [field: string]: unknown;
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
}

/** The same values of the same metrics by the same dimensions. */
export function joinMetricLines(lines: readonly MetricLine[]): readonly MetricLine[] {
  const joined: MetricLine[] = [];
  for (const line of lines) {
    const index = joined.findIndex((other) => agree(other, line));
    const other = joined[index];
    if (other === undefined) joined.push(line);
    else joined[index] = join(other, line);
  }
  return joined;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A field has one value in a line. */
const agree = (one: MetricLine, other: MetricLine): boolean =>
  Object.keys(other).every((field) => field === "_aws" || !(field in one) || same(one[field], other[field]));

function join(one: MetricLine, other: MetricLine): MetricLine {
  const directives = [...one._aws.CloudWatchMetrics];
  for (const directive of other._aws.CloudWatchMetrics) {
    const index = directives.findIndex(
      ({ Namespace, Metrics }) => Namespace === directive.Namespace && same(Metrics, directive.Metrics),
    );
    const known = directives[index];
    if (known === undefined) directives.push(directive);
    else directives[index] = { ...known, Dimensions: [...known.Dimensions, ...directive.Dimensions] };
  }
  return { ...one, ...other, _aws: { ...one._aws, CloudWatchMetrics: directives } };
}
