// The mail queue: one event, one mail to the people that the distributor's profile names (pipeline/results/notices.ts).
import type { SendMail } from "../../adapters/aws/mail.ts";
import type { QueueBatchDeps } from "../../adapters/runtime/queue-batch.ts";
import { resultsMail } from "../../domain/results/results-mail.ts";
import { makeSendNotices, type NoticeDeps, noticeLinks } from "../../pipeline/results/notices.ts";

export interface SendMailsDeps extends NoticeDeps, QueueBatchDeps {
  readonly sendMail: SendMail;
}

export const makeSendMails = (deps: SendMailsDeps) =>
  makeSendNotices(deps, {
    channel: "mail",
    receiverIn: ({ notify }) => notify?.mail?.to,
    send: async (to, event) => {
      const mail = resultsMail(event, await noticeLinks(deps, event));
      const refusal = await deps.sendMail({ to, ...mail }).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.name : "unknown"),
      );
      const told = { recipients: to.length };
      return refusal === undefined ? { told } : { refusal, told: { ...told, refusal } };
    },
  });
