// The log of a deployed function: Powertools' Logger with a formatter of ours, so that every line has the request's and the
// X-Ray's ids, and the masking of logger.ts holds for whatever is logged.
import { LogFormatter, Logger as Powertools, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import { type LogFields, type Logger, maskedFields } from "./logger.ts";

class MaskingFormatter extends LogFormatter {
  override formatAttributes(base: UnformattedAttributes, more: LogAttributes): LogItem {
    const { lambdaContext } = base;
    const ids = {
      requestId: lambdaContext?.awsRequestId,
      // Joins what one message caused. The way of an order is longer: its id is the line's `traceId`.
      xrayTraceId: base.xRayTraceId,
      service: base.serviceName,
      ...(lambdaContext?.coldStart === true && { coldStart: true }),
    };
    const fields = Object.fromEntries(Object.entries(more).filter(isField));
    return new LogItem({
      attributes: {
        level: base.logLevel,
        code: base.message,
        timestamp: this.formatTimestamp(base.timestamp),
        ...maskedFields({ ...ids, ...fields }),
      },
    });
  }
}

function isField(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return ["string", "number", "boolean"].includes(typeof entry[1]);
}

/** For middy's injectLambdaContext, and as our own Logger. */
export function powertoolsLogger(service: string): { readonly powertools: Powertools; readonly log: Logger } {
  const powertools = new Powertools({ serviceName: service, logLevel: "DEBUG", logFormatter: new MaskingFormatter() });
  return { powertools, log: loggerOver(powertools, {}) };
}

function loggerOver(powertools: Powertools, fields: LogFields): Logger {
  return {
    debug: (code, more) => {
      powertools.debug(code, { ...fields, ...more });
    },
    info: (code, more) => {
      powertools.info(code, { ...fields, ...more });
    },
    warn: (code, more) => {
      powertools.warn(code, { ...fields, ...more });
    },
    error: (code, more) => {
      powertools.error(code, { ...fields, ...more });
    },
    with: (more) => loggerOver(powertools, { ...fields, ...more }),
  };
}
