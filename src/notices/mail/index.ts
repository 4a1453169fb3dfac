import type { Snapshot } from "../../types.ts";
import type { AboutNotice } from "../types.ts";
export type MailNotice =
  | { readonly kind: "notice"; readonly format: string; readonly snapshot: Snapshot }
  | { readonly kind: "confirmation"; readonly url: URL; readonly from?: string; readonly subject: string }
  | { readonly kind: "other"; readonly subject: string; readonly from?: string };
export async function readMail(_raw: Uint8Array, _about: AboutNotice): Promise<MailNotice> {
  return { kind: "other", subject: "" };
}
