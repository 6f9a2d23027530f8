// One standard queue: of its message groups the one with the fewest messages in flight goes first (a fair queue: nobody's
// 10,000 messages delay another's five), messages in flight with their visibility deadline, delayed ones, and the redrive to a dead-letter queue.
import type { Clock } from "../clock.ts";
import { Deadlines } from "./deadlines.ts";
import type { Message, Received } from "./message.ts";

export interface QueueSettings {
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly messageBytesMax: number;
  readonly waitSeconds: number;
  readonly redrive: { readonly deadLetterArn: string; readonly receivesMax: number } | undefined;
}

interface InFlight {
  readonly message: Message;
  readonly receivedAt: number;
  /** Changes with each visibility timeout: an older deadline is void. */
  lease: number;
}

export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  /** Set by the service: where messages go that were received too often. */
  deadLetter: Queue | undefined;
  readonly #clock: Clock;
  readonly #uuid: () => string;
  readonly #deadlines: Deadlines;
  /** Says of which queue a receipt handle is. */
  readonly #handleEnd: string;
  /** Groups in the order of their turns. */
  readonly #groups = new Map<string, Message[]>();
  readonly #inFlight = new Map<string, InFlight>();
  readonly #inFlightOf = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #visible = 0;
  #delayed = 0;
  #lease = 0;

  constructor(
    identity: { name: string; arn: string; url: string },
    settings: QueueSettings,
    means: { clock: Clock; uuid: () => string },
  ) {
    this.name = identity.name;
    this.arn = identity.arn;
    this.url = identity.url;
    this.settings = settings;
    this.#clock = means.clock;
    this.#uuid = means.uuid;
    this.#deadlines = new Deadlines(means.clock);
    this.#handleEnd = `.${Buffer.from(identity.name).toString("base64url")}`;
  }

  get visibleCount(): number {
    return this.#visible;
  }

  get counts(): { visible: number; inFlight: number; delayed: number } {
    return { visible: this.#visible, inFlight: this.#inFlight.size, delayed: this.#delayed };
  }

  /** Of the messages that are visible or in flight; a group's first is its oldest, but for those that came back. */
  get oldestSentAt(): number | undefined {
    const waiting = [...this.#groups.values()].flatMap((group) => group.map(({ sentAt }) => sentAt));
    const inFlight = [...this.#inFlight.values()].map(({ message }) => message.sentAt);
    const all = [...waiting, ...inFlight];
    return all.length === 0 ? undefined : all.reduce((oldest, sentAt) => Math.min(oldest, sentAt));
  }

  /** What a receive could take, without receiving it. */
  get visibleBodies(): readonly string[] {
    return [...this.#groups.values()].flatMap((waiting) => waiting.map(({ body }) => body));
  }

  /** Called whenever a message becomes visible; the answer ends it. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(message: Message, delaySeconds = this.settings.delaySeconds): void {
    if (delaySeconds <= 0) {
      this.#show(message);
      return;
    }
    this.#delayed += 1;
    this.#deadlines.add(this.#clock.now() + delaySeconds * 1000, () => {
      this.#delayed -= 1;
      this.#show(message);
    });
  }

  receive(countMax: number, visibilitySeconds = this.settings.visibilitySeconds): readonly Received[] {
    this.#deadlines.runDue();
    const received: Received[] = [];
    while (received.length < countMax) {
      const message = this.#take();
      if (message === undefined) break;
      if (message.sentAt + this.settings.retentionSeconds * 1000 <= this.#clock.now()) continue;
      message.receiveCount += 1;
      message.firstReceivedAt ??= this.#clock.now();
      const { redrive } = this.settings;
      if (redrive !== undefined && this.deadLetter !== undefined && message.receiveCount > redrive.receivesMax) {
        this.#toDeadLetters(message);
        continue;
      }
      const receiptHandle = `${this.#uuid()}${this.#handleEnd}`;
      const entry: InFlight = { message, lease: 0, receivedAt: this.#clock.now() };
      this.#inFlight.set(receiptHandle, entry);
      this.#countInFlight(message, 1);
      this.#hide(receiptHandle, entry, visibilitySeconds);
      received.push({ message, receiptHandle });
    }
    return received;
  }

  /** Whether a receive of this queue gave it, however long ago. */
  isHandle(receiptHandle: string): boolean {
    return receiptHandle.endsWith(this.#handleEnd);
  }

  /** Since the receive of this handle; 0 where it is no longer in flight. */
  heldSeconds(receiptHandle: string): number {
    const entry = this.#inFlight.get(receiptHandle);
    return entry === undefined ? 0 : (this.#clock.now() - entry.receivedAt) / 1000;
  }

  /** Deleting what is gone already is no error, as in SQS. */
  delete(receiptHandle: string): void {
    const entry = this.#inFlight.get(receiptHandle);
    if (entry !== undefined) this.#land(receiptHandle, entry);
  }

  /** A message that may not be handed over goes to the dead-letter queue at once, or is dropped where there is none. */
  park(receiptHandle: string): void {
    const entry = this.#inFlight.get(receiptHandle);
    if (entry === undefined) return;
    this.#land(receiptHandle, entry);
    this.#toDeadLetters(entry.message);
  }

  /** False: no such message is in flight. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    this.#deadlines.runDue();
    const entry = this.#inFlight.get(receiptHandle);
    if (entry === undefined) return false;
    if (seconds <= 0) this.#reappear(receiptHandle, entry);
    else this.#hide(receiptHandle, entry, seconds);
    return true;
  }

  purge(): void {
    this.#groups.clear();
    this.#inFlight.clear();
    this.#inFlightOf.clear();
    this.#deadlines.clear();
    this.#visible = 0;
    this.#delayed = 0;
  }

  #toDeadLetters(message: Message): void {
    this.deadLetter?.send({ ...message, deadLetteredFrom: this.arn }, 0);
  }

  #hide(receiptHandle: string, entry: InFlight, seconds: number): void {
    this.#lease += 1;
    const lease = this.#lease;
    entry.lease = lease;
    this.#deadlines.add(this.#clock.now() + seconds * 1000, () => {
      if (this.#inFlight.get(receiptHandle)?.lease === lease) this.#reappear(receiptHandle, entry);
    });
  }

  #reappear(receiptHandle: string, entry: InFlight): void {
    this.#land(receiptHandle, entry);
    this.#show(entry.message);
  }

  #land(receiptHandle: string, { message }: InFlight): void {
    this.#inFlight.delete(receiptHandle);
    this.#countInFlight(message, -1);
  }

  #countInFlight(message: Message, more: number): void {
    const group = groupOf(message);
    const count = this.#inFlightIn(group) + more;
    if (count > 0) this.#inFlightOf.set(group, count);
    else this.#inFlightOf.delete(group);
  }

  #inFlightIn(group: string): number {
    return this.#inFlightOf.get(group) ?? 0;
  }

  #show(message: Message): void {
    const group = groupOf(message);
    const waiting = this.#groups.get(group);
    if (waiting === undefined) this.#groups.set(group, [message]);
    else waiting.push(message);
    this.#visible += 1;
    for (const listener of this.#listeners) listener();
  }

  #take(): Message | undefined {
    const turn = this.#nextGroup();
    if (turn === undefined) return undefined;
    const [group, waiting] = turn;
    const message = waiting.shift();
    // To the end of the line: Map keeps the order of insertion.
    this.#groups.delete(group);
    if (waiting.length > 0) this.#groups.set(group, waiting);
    this.#visible -= 1;
    return message;
  }

  /** Of those with the fewest in flight the one whose turn was longest ago. */
  #nextGroup(): readonly [group: string, waiting: Message[]] | undefined {
    let next: readonly [group: string, waiting: Message[]] | undefined;
    for (const turn of this.#groups) {
      if (next === undefined || this.#inFlightIn(turn[0]) < this.#inFlightIn(next[0])) next = turn;
    }
    return next;
  }
}

const groupOf = ({ groupId }: Message): string => groupId ?? "";
