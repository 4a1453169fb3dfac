import { cleanLine, listNames, truncate } from "../text.ts";
import type { Control, PageForm, PageForms } from "./forms.ts";
import type { Channel } from "./types.ts";

/** A form that a program may send, and which of its controls take what is entered. */
export interface ChosenForm {
  readonly form: PageForm;
  readonly email?: Control;
  readonly webhook?: Control;
}

/** Undefined: there is no such form. `why`: there is, and it is not for a program to send. */
export type Choice = ChosenForm | { readonly why: string } | undefined;

const SUBSCRIBE = /(?<!un)subscri|notif|updates|follow|alert/;
/** Of an incident, or of the site: not what is meant. */
const OTHER = /unsubscri|incident|log-?in|sign-?in|session|password|search|contact|feedback|comment/;
const LEAVE = /unsubscri|opt-?out/;

const EMAIL = /(?:^|[^a-z])e-?mail(?:[^a-z]|$)|e-?mail_?address/i;
const ADDRESS = /endpoint|webhook|callback|(?:^|[^a-z])ur[il](?:[^a-z]|$)/i;
const PHONE = /phone|mobile|sms/i;
/** Sent as they are; everything else can be typed into. */
const UNTYPED = /^(?:hidden|submit|checkbox|radio|select|password|file)$/;

/** The form by which a page takes subscriptions of a channel; `at`: where it stands. */
export function chooseForm(page: PageForms, at: URL, channel: Channel, hasEmail: boolean): Choice {
  const suited = page.forms.flatMap((form) => suitable(form, channel) ?? []);
  const [first] = suited;
  if (!first) return undefined;
  if (suited.some(({ form }) => form.action?.href !== first.form.action?.href))
    return { why: "several of its forms could be meant" };
  const why = problemOf(first, page, at);
  if (why !== undefined) return { why };
  if (channel === "webhook" && first.email && !hasEmail)
    return {
      why: "its form also asks for an e-mail address, to write to when the webhook fails: give --email too",
    };
  return first;
}

/** The form by which the page behind a link to unsubscribe asks whether it is meant. */
export function chooseLeavingForm(page: PageForms, at: URL): Choice {
  const forms = page.forms.filter(({ about, label }) => LEAVE.test(about) || LEAVE.test(label));
  const [form] = forms;
  if (!form) return undefined;
  if (forms.length > 1) return { why: "several of its forms could be meant" };
  if (form.controls.some(({ kind, value }) => !UNTYPED.test(kind) && !value))
    return { why: "its form asks for something to be entered" };
  const why = problemOf({ form }, page, at);
  return why === undefined ? { form } : { why };
}

function suitable(form: PageForm, channel: Channel): ChosenForm | undefined {
  const { about, label, controls } = form;
  const typed = controls.filter(({ kind }) => !UNTYPED.test(kind));
  const emails = typed.filter(({ kind, name }) => kind === "email" || EMAIL.test(name));
  const addresses = typed.filter((control) => !emails.includes(control) && isAddress(control));
  const names = controls.map(({ name }) => name.toLowerCase()).join(" ");
  if (!SUBSCRIBE.test(about) && !SUBSCRIBE.test(label)) return undefined;
  if (OTHER.test(about) || LEAVE.test(label) || /incident/.test(names)) return undefined;
  if (typed.some(({ kind, name }) => kind === "tel" || PHONE.test(name))) return undefined;
  const [email, webhook] = [emails[0], addresses[0]];
  if (channel === "email") return email && emails.length === 1 && !webhook ? { form, email } : undefined;
  if (!webhook || addresses.length > 1 || emails.length > 1) return undefined;
  return email ? { form, email, webhook } : { form, webhook };
}

function isAddress({ kind, name }: Control): boolean {
  return kind === "url" || ADDRESS.test(name);
}

/** Why a form is not for a program to send. */
function problemOf(chosen: ChosenForm, page: PageForms, at: URL): string | undefined {
  const { method, encoding, action, controls, hasCaptcha, isTooLarge } = chosen.form;
  if (hasCaptcha || page.hasCaptcha)
    return "its form is guarded by a captcha, which is there so that a person fills it in";
  if (method !== "post") return "its form is sent by a script of the page, which runs in a browser only";
  if (encoding !== "application/x-www-form-urlencoded") return "its form is sent in a way that is not known";
  if (action?.origin !== at.origin) return `its form would be sent to ${whereTo(action)}, not to ${at.host}`;
  if (isTooLarge || page.isCut) return "its form or its page is too large to be read to the end";
  if (controls.some(({ kind }) => kind === "password" || kind === "file"))
    return "its form asks for a password or a file";
  const more = controls
    .filter((control) => isMissing(control, chosen))
    .map(({ name }) => truncate(cleanLine(name), 40));
  return more.length > 0 ? `its form asks for more: ${listNames(more)}` : undefined;
}

function whereTo(action: URL | undefined): string {
  if (!action) return "an address that is none";
  return action.protocol === "https:" || action.protocol === "http:" ? action.origin : action.protocol;
}

/** Whether the form is incomplete without something that only a person can say, or agree to. */
function isMissing({ name, value, isRequired }: Control, { form, email, webhook }: ChosenForm): boolean {
  if (!isRequired || value || name === email?.name || name === webhook?.name) return false;
  return !form.controls.some((other) => other.name === name && other.value);
}
