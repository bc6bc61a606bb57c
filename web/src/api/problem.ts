// A refusal or failure as the server tells it (RFC 9457), or as the browser saw it. It holds no content of records.
import type { ProblemBody } from "./types";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly detail: string | null;
  readonly retryAfterSecs: number | null;
  readonly body: Partial<ProblemBody> & Record<string, unknown>;

  constructor(status: number, body: Partial<ProblemBody> & Record<string, unknown>, headers?: Headers) {
    super(body.title ?? "the server gave no answer that can be read");
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "offline" : `http-${status}`);
    this.requestId = body.request_id ?? headers?.get("x-request-id") ?? null;
    this.detail = body.detail ?? null;
    const after = Number(headers?.get("retry-after"));
    this.retryAfterSecs = Number.isFinite(after) && after > 0 ? after : null;
    this.body = body;
  }

  static async of(response: Response): Promise<Problem> {
    let body: Partial<ProblemBody> & Record<string, unknown> = {};
    if (response.headers.get("content-type")?.includes("json")) {
      body = ((await response.json().catch(() => null)) as typeof body | null) ?? {};
    }
    return new Problem(response.status, body, response.headers);
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;
