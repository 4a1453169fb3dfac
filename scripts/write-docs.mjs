// Writes the tables of docs/configuration.md from the editors' schema: `npm run docs`. With --check nothing is written,
// and the exit code tells whether something would be.
import { readFileSync, writeFileSync } from "node:fs";
import { formatDuration } from "../dist/config/duration.js";
import { DEFAULT_INTERVAL_MS } from "../dist/config/fields.js";
import { DEFAULT_HISTORY_MS } from "../dist/state/journal/history.js";

/** What is not in the schema, because it depends on other keys or is decided where the key is used. */
const DEFAULTS = {
  ".consumers": "the console",
  ".state": "in memory",
  "defaults.interval": formatDuration(DEFAULT_INTERVAL_MS),
  "providers.interval": "as in `defaults`",
  "state.keep_history": `${DEFAULT_HISTORY_MS / 86_400_000}d`,
  "consumers.name": "its type",
  "exec.timeout": "30s",
  "email.port": "587; 465 of `tls`, 25 of `none`",
};

const DOC = new URL("../docs/configuration.md", import.meta.url);
const schema = JSON.parse(readFileSync(new URL("../config/providers.schema.json", import.meta.url), "utf8"));
const formats = schema.properties.providers.items.properties.format.enum;
const types = schema.properties.consumers.items.anyOf;

const tables = new Map([
  [
    "the file",
    table(Object.entries(schema.properties).map(([key, value]) => keyOf("", key, value, schema.required))),
  ],
  ...Object.entries(schema.properties)
    .map(([section, value]) => [section, section === "consumers" ? commonKeys() : keysOf(section, value)])
    .filter(([, keys]) => keys.length > 0)
    .map(([section, keys]) => [section, table(keys)]),
  ["each type", types.map(typeTable).join("\n")],
]);

const before = readFileSync(DOC, "utf8");
const unused = new Set(tables.keys());
const after = before.replace(/(<!-- keys of (.*?) -->\n).*?(?=<!-- end -->)/gs, (_, marker, section) => {
  if (!unused.delete(section)) throw new Error(`there are no keys of ${section}`);
  return `${marker}\n${tables.get(section)}\n`;
});
if (unused.size > 0)
  throw new Error(`docs/configuration.md has no place for the keys of ${[...unused].join(", ")}`);
if (!process.argv.includes("--check")) writeFileSync(DOC, after);
else if (after !== before) {
  process.stderr.write("docs/configuration.md does not say what the schema says: npm run docs\n");
  process.exitCode = 1;
}

/** Every key beneath a section or one of its keys, with what holds of it. */
function keysOf(section, value, path = "") {
  const { properties = {}, required = [] } = formWithKeys(value);
  return Object.entries(properties).flatMap(([key, below]) => [
    keyOf(section, path + key, below, required),
    ...keysOf(section, below, `${path}${key}.`),
  ]);
}

function keyOf(section, path, value, required) {
  const key = path.slice(path.lastIndexOf(".") + 1);
  const one = resolved(value);
  const fallback = required.includes(key) ? "**required**" : defaultOf(`${section}.${path}`, one);
  return {
    key: path,
    type: typeOf(one, key),
    fallback,
    about: value.description ?? one.description ?? one.anyOf?.[0]?.description,
  };
}

/** What there is for every consumer, whichever its type. */
function commonKeys() {
  const [first] = types;
  const rules = Object.fromEntries(
    Object.entries(first.properties).filter(([, { $ref }]) => $ref !== undefined),
  );
  const { name, type } = first.properties;
  const names = types.map((one) => one.properties.type.enum[0]);
  const properties = { type: { ...type, enum: names }, name, ...rules };
  return keysOf("consumers", { type: "object", properties, required: ["type"] });
}

function typeTable({ properties, required }) {
  const [type] = properties.type.enum;
  const own = Object.fromEntries(
    Object.entries(properties).filter(
      ([key, { $ref }]) => $ref === undefined && key !== "type" && key !== "name",
    ),
  );
  return [`#### ${type}`, "", table(keysOf(type, { type: "object", properties: own, required }))].join("\n");
}

function resolved(value) {
  return value.$ref ? schema.definitions[value.$ref.replace("#/definitions/", "")] : value;
}

/** Of several forms the one with keys; of a list its items. */
function formWithKeys(value) {
  const one = resolved(value);
  return (
    [one, ...(one.anyOf ?? []), one.items ?? {}].find(({ properties }) => properties !== undefined) ?? {}
  );
}

function typeOf(value, key) {
  if (value.secret && !value.anyOf) return "secret";
  if (value.enum) return value.enum.length === formats.length ? "[a format](formats.md)" : oneOf(value.enum);
  if (value.anyOf) return oneOfSeveral(value.anyOf, key);
  const type = [value.type].flat().filter((one) => one !== "null");
  switch (type.join()) {
    case "string":
      return "text";
    case "string,number":
      return key === "max_size" ? "size" : "duration";
    case "number":
      return "number";
    case "integer":
      return value.maximum < Number.MAX_SAFE_INTEGER
        ? `${value.minimum} to ${value.maximum}`
        : "whole number";
    case "boolean":
      return "`true` or `false`";
    case "array":
      return `list of ${value.items.enum ? oneOf(value.items.enum) : value.items.type === "string" ? "text" : "maps"}`;
    case "object":
      return value.properties ? "map" : "map of text";
    default:
      throw new Error(`what is the type of ${key}?`);
  }
}

function oneOfSeveral(forms, key) {
  const [item, ...others] = forms.filter(({ type }) => type !== "null");
  const isItemOrList = others.some(({ items }) => JSON.stringify(items) === JSON.stringify(item));
  return isItemOrList
    ? `${typeOf(item, key)}; or a list`
    : [item, ...others].map((form) => typeOf(form, key)).join(" or ");
}

function oneOf(words) {
  return words.map((word) => `\`${word}\``).join(", ");
}

function defaultOf(path, { default: value }) {
  if (DEFAULTS[path] !== undefined) return DEFAULTS[path];
  if (value === undefined) return "";
  return Array.isArray(value)
    ? oneOf(value)
    : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function table(keys) {
  const rows = keys.map(({ key, type, fallback, about }) => [
    `\`${key}\``,
    type,
    fallback,
    asMarkdown(about ?? ""),
  ]);
  return [["key", "type", "default", "meaning"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

function asMarkdown(text) {
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/[<|]/g, "\\$&");
}
