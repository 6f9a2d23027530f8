// Sends one mail through SES: plain text, from the deployment's address.
import { SendEmailCommand, type SESv2Client } from "@aws-sdk/client-sesv2";

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export type SendMail = (mail: Mail) => Promise<void>;

export function mailSender(client: SESv2Client, from: string): SendMail {
  return async ({ to, subject, text }) => {
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [...to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: "UTF-8" },
            Body: { Text: { Data: text, Charset: "UTF-8" } },
          },
        },
      }),
    );
  };
}
