// The page's way to its server: every request carries the token, which came in the address and is kept for this tab alone.
import type { PauseScope } from "../../contracts/pauses.ts";
import type { DashboardOnBoard } from "../dashboard-wire.ts";
import type {
  CellEdit,
  Draft,
  DraftCheck,
  DraftPlan,
  OrderOnBoard,
  PartnerDecision,
  PauseAction,
  PausePlanned,
  Refusal,
  Sent,
  ShownOnBoard,
  Welcome,
} from "../wire.ts";

const KEPT = "apex-bulk-board-token";
const HEADER = "x-board-token";

/** What the server refused, in its own words. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Takes the token out of the address, so that nobody reads it there or gets it with a copied link. */
export function takeToken(): string {
  const given = /^#([\w-]{20,})$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", "/");
  }
  return sessionStorage.getItem(KEPT) ?? "";
}

export interface SendChoice {
  readonly distributor: string;
  /** "": the distributor's own. */
  readonly policy: "" | "order" | "file" | "site";
}

export class Api {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = { ...Object.fromEntries(new Headers(options.headers)), [HEADER]: this.#token };
    return fetch(`/api/${path}`, { ...options, headers });
  }

  welcome = (): Promise<Welcome> => this.#json("welcome");
  dashboard = (): Promise<DashboardOnBoard> => this.#json("dashboard");
  show = (ref: string): Promise<ShownOnBoard> => this.#json(`show?${query({ ref })}`);
  orders = async (batch: string): Promise<readonly OrderOnBoard[]> =>
    (await this.#json<{ orders: readonly OrderOnBoard[] }>(`orders?${query({ batch })}`)).orders;

  /** The draft at another of its sheets, as it was left there. */
  look = (id: string, sheet: string, choice: SendChoice): Promise<Draft> =>
    this.#post(`look/${id}`, asked({ sheet }, choice));
  check = (draft: Draft, choice: SendChoice, edits: readonly CellEdit[]): Promise<DraftCheck> =>
    this.#post(`check/${draft.id}`, { ...asked(draft, choice), edits });
  plan = (draft: Draft, choice: SendChoice): Promise<DraftPlan> =>
    this.#post(`plan/${draft.id}`, toSend(draft, choice));
  send = (draft: Draft, choice: SendChoice): Promise<Sent> => this.#post(`send/${draft.id}`, toSend(draft, choice));
  pausePlan = (action: PauseAction, scope: PauseScope): Promise<PausePlanned> =>
    this.#post("pause-plan", { action, scope: bare(scope) });
  pause = (scope: PauseScope, reason: string): Promise<{ said: string }> =>
    this.#post("pause", { scope: bare(scope), ...(reason.trim() !== "" && { reason }) });
  resume = (scope: PauseScope): Promise<{ said: string }> => this.#post("resume", { scope: bare(scope) });
  redrive = (orderId: string): Promise<{ said: string }> => this.#post("redrive", { orderId });
  cancel = (orderId: string): Promise<{ said: string }> => this.#post("cancel", { orderId });
  silence = (silent: boolean): Promise<unknown> => this.#post("silence", { silent });
  decide = (orderId: string, decision: PartnerDecision): Promise<unknown> =>
    this.#post("decide", { orderId, decision });

  drop(file: File, { distributor, policy }: SendChoice): Promise<Draft> {
    const named = query({ name: file.name, distributor, ...(policy !== "" && { policy }) });
    return this.#json(`drafts?${named}`, {
      ...{ method: "POST", body: file },
      headers: { "content-type": "application/octet-stream" },
    });
  }

  /** A result file in a tab of its own, or saved. */
  async open(batchId: string, file: string): Promise<void> {
    const { path } = await this.#post<{ path: string }>("open", { batchId, file });
    const link = document.createElement("a");
    link.href = path;
    link.target = "_blank";
    link.rel = "noopener";
    link.click();
  }

  #post<T>(path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.#json(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #json<T>(path: string, options?: RequestInit): Promise<T> {
    const answer = await this.fetch(path, options).catch(() => {
      throw new Refused("The board does not answer: it ends with the command that serves it.", 0);
    });
    if (answer.ok) return await bodyOf<T>(answer);
    const { error } = await bodyOf<Refusal>(answer);
    throw new Refused(error, answer.status);
  }
}

/** The server is typed by the same wire.ts. */
const bodyOf = <T>(answer: { json(): Promise<T> }): Promise<T> => answer.json();

const toSend = ({ sheet }: Pick<Draft, "sheet">, { policy }: SendChoice) => ({
  ...{ sheet },
  ...(policy !== "" && { policy }),
});

const asked = (draft: Pick<Draft, "sheet">, choice: SendChoice) => ({
  ...toSend(draft, choice),
  distributor: choice.distributor,
});

const bare = ({ scope, name }: PauseScope): PauseScope => ({ scope, name });

const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
