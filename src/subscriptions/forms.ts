import { Parser } from "htmlparser2";
import { MOST_TAGS } from "../feeds/wire/html.ts";
import type { Document } from "../http/document.ts";
import { present } from "../present.ts";

/** The forms of a web page, as far as one of them could be for subscribing. */
export interface PageForms {
  readonly forms: readonly PageForm[];
  /** A captcha's script is on the page: it may guard any of the forms. */
  readonly hasCaptcha: boolean;
  /** What the page's script sends along with the forms that it sends (Rails). */
  readonly csrfToken?: string;
  /** Pages of the same site whose addresses speak of subscribing. */
  readonly links: readonly URL[];
  /** The page is too long: what stands at its end was not read. */
  readonly isCut: boolean;
}

export interface PageForm {
  /** Where it is sent, as a browser would resolve it; undefined where that is no address. */
  readonly action: URL | undefined;
  /** Lower case. */
  readonly method: string;
  /** A media type, lower case. */
  readonly encoding: string;
  /** Its id, class, name and address, lower case. */
  readonly about: string;
  /** What its buttons say, lower case. */
  readonly label: string;
  readonly controls: readonly Control[];
  /** Sent by the page's script, which expects data for an answer (Rails' `data-remote`). */
  readonly isRemote: boolean;
  readonly hasCaptcha: boolean;
  /** Larger than any form for subscribing: not all of it was read. */
  readonly isTooLarge: boolean;
}

export interface Control {
  readonly name: string;
  /** The type of an `input`, lower case, or the name of another element. */
  readonly kind: string;
  /** What is sent where nobody changes it; undefined: nothing, such as of a box that is not ticked. */
  readonly value: string | undefined;
  readonly isRequired: boolean;
}

const MOST_FORMS = 50;
const MOST_CONTROLS = 50;
const MOST_LINKS = 20;
/** Of a name or a value; tokens are a tenth of that. */
const LONGEST_VALUE = 4_000;
const CAPTCHA = /captcha|turnstile/i;
const URLENCODED = "application/x-www-form-urlencoded";

/** Reads a page as a browser would; in one pass, and never more than a page may sensibly hold. */
export function readForms(document: Document): PageForms {
  const reader = new FormReader(document.url);
  const parser = new Parser({
    onopentag(name, attributes) {
      reader.open(name, attributes);
      if (reader.isCut) parser.pause();
    },
    ontext: (text) => reader.text(text),
    onclosetag: (name) => reader.close(name),
  });
  parser.end(document.text());
  return reader.result();
}

type Attributes = Readonly<Record<string, string>>;
type Draft = { -readonly [K in keyof PageForm]: K extends "controls" ? DraftControl[] : PageForm[K] };
type DraftControl = { -readonly [K in keyof Control]: Control[K] };

class FormReader {
  readonly #page: URL;
  #base: string;
  #tags = 0;
  readonly #forms: Draft[] = [];
  #form: Draft | undefined;
  #select: DraftControl | undefined;
  /** Takes the text up to the end of this element. */
  #taker: { readonly element: string; take(text: string): void } | undefined;
  #hasCaptcha = false;
  #csrfToken: string | undefined;
  readonly #links = new Map<string, URL>();

  constructor(page: URL) {
    this.#page = page;
    this.#base = page.href;
  }

  get isCut(): boolean {
    return this.#tags >= MOST_TAGS;
  }

  result(): PageForms {
    const links = [...this.#links.values()];
    const token = present({ csrfToken: this.#csrfToken });
    return { forms: this.#forms, hasCaptcha: this.#hasCaptcha, links, isCut: this.isCut, ...token };
  }

  open(name: string, attributes: Attributes): void {
    this.#tags++;
    if (this.#form) this.#form.hasCaptcha ||= mentionsCaptcha(attributes);
    if (name === "base") this.#base = this.#resolve(attributes["href"])?.href ?? this.#base;
    else if (name === "meta" && attributes["name"] === "csrf-token") this.#csrfToken = attributes["content"];
    else if (name === "script") this.#openScript(attributes["src"]);
    else if (name === "a") this.#addLink(attributes["href"]);
    // A form in a form is none: browsers pass over its tag.
    else if (name === "form" && !this.#form) this.#openForm(attributes);
    else if (this.#form) this.#openWithin(this.#form, name, attributes);
  }

  text(text: string): void {
    this.#taker?.take(text);
  }

  close(name: string): void {
    if (name === this.#taker?.element) this.#taker = undefined;
    if (name === "select") this.#select = undefined;
    if (name === "form") this.#form = undefined;
  }

  #resolve(address: string | undefined): URL | undefined {
    if (address === undefined || !URL.canParse(address, this.#base)) return undefined;
    return new URL(address, this.#base);
  }

  #openScript(source = ""): void {
    this.#hasCaptcha ||= CAPTCHA.test(source);
    const take = (text: string) => {
      this.#hasCaptcha ||= CAPTCHA.test(text);
    };
    this.#taker = { element: "script", take };
  }

  #addLink(href: string | undefined): void {
    const url = this.#resolve(href);
    if (url?.origin !== this.#page.origin || !/(?<!un)subscri/i.test(url.pathname)) return;
    url.hash = "";
    if (this.#links.size < MOST_LINKS) this.#links.set(url.href, url);
  }

  #openForm(attributes: Attributes): void {
    const { action = "", method = "get", enctype = URLENCODED, id, name } = attributes;
    this.#form = {
      // Without an address a form is sent to its own page.
      action: action.trim() === "" ? this.#page : this.#resolve(action),
      method: method.trim().toLowerCase(),
      encoding: enctype.trim().toLowerCase(),
      about: [id, attributes["class"], name, action].join(" ").toLowerCase(),
      label: "",
      controls: [],
      isRemote: attributes["data-remote"] === "true",
      hasCaptcha: mentionsCaptcha(attributes),
      isTooLarge: false,
    };
    if (this.#forms.length < MOST_FORMS) this.#forms.push(this.#form);
  }

  #openWithin(form: Draft, name: string, attributes: Attributes): void {
    if (name === "option") this.#openOption(attributes);
    else if (name === "button") this.#openButton(form, attributes);
    else if (name === "textarea") this.#openTextarea(form, attributes);
    else if (name === "select") this.#select = add(form, attributes, "select", undefined);
    else if (name === "input") this.#addInput(form, attributes);
  }

  #addInput(form: Draft, attributes: Attributes): void {
    const kind = (attributes["type"] ?? "text").trim().toLowerCase();
    const { value } = attributes;
    if (kind === "submit" || kind === "image")
      addButton(form, attributes, this.#resolve(attributes["formaction"]));
    else if (kind === "checkbox" || kind === "radio")
      add(form, attributes, kind, "checked" in attributes ? (value ?? "on") : undefined);
    else if (kind !== "reset" && kind !== "button") add(form, attributes, kind, value ?? "");
  }

  #openButton(form: Draft, attributes: Attributes): void {
    if ((attributes["type"] ?? "submit").toLowerCase() !== "submit") return;
    addButton(form, attributes, this.#resolve(attributes["formaction"]));
    const take = (text: string) => {
      if (form.label.length < LONGEST_VALUE) form.label += text.toLowerCase();
    };
    this.#taker = { element: "button", take };
  }

  #openTextarea(form: Draft, attributes: Attributes): void {
    const control = add(form, attributes, "textarea", "");
    this.#taker = { element: "textarea", take: (text) => append(form, control, text) };
  }

  /** The first of a list is chosen where none is marked. */
  #openOption(attributes: Attributes): void {
    const [form, control] = [this.#form, this.#select];
    if (!form || !control || (control.value !== undefined && !("selected" in attributes))) return;
    control.value = attributes["value"] ?? "";
    if (!("value" in attributes))
      this.#taker = { element: "option", take: (text) => append(form, control, text.trim()) };
  }
}

function mentionsCaptcha(attributes: Attributes): boolean {
  if ("data-sitekey" in attributes) return true;
  return Object.entries(attributes).some(([name, value]) => CAPTCHA.test(name) || CAPTCHA.test(value));
}

/** Adds a control, unless a browser would not send it; undefined then. */
function add(
  form: Draft,
  attributes: Attributes,
  kind: string,
  value: string | undefined,
): DraftControl | undefined {
  const { name = "" } = attributes;
  const isTooLarge = name.length > LONGEST_VALUE || (value?.length ?? 0) > LONGEST_VALUE;
  form.isTooLarge ||= isTooLarge || form.controls.length >= MOST_CONTROLS;
  if (form.isTooLarge || name === "" || "disabled" in attributes) return undefined;
  const control = { name, kind, value, isRequired: "required" in attributes };
  form.controls.push(control);
  return control;
}

/** A browser sends the button that is pressed, and where that one says: the first, here. */
function addButton(form: Draft, attributes: Attributes, action: URL | undefined): void {
  const { value = "" } = attributes;
  const isFirst = form.label === "";
  form.label += ` ${value.toLowerCase()}`;
  if (!isFirst) return;
  if ("formaction" in attributes) form.action = action;
  add(form, attributes, "submit", value);
}

function append(form: Draft, control: DraftControl | undefined, text: string): void {
  if (!control) return;
  form.isTooLarge ||= (control.value?.length ?? 0) + text.length > LONGEST_VALUE;
  if (!form.isTooLarge) control.value = `${control.value ?? ""}${text}`;
}
