import { truncate } from "../../text.ts";
import type { StatusEvent } from "../../types.ts";

/**
 * What a program needs to find its way about, and nothing that may be secret: our environment holds the tokens of the
 * configuration. What else a program needs is written as its `env`.
 */
const INHERITED: ReadonlySet<string> = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TZ", "TMPDIR", "TERM", "LANG", "LANGUAGE"],
  // For messages on the desktop.
  ...["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"],
  // Without these hardly a program starts on Windows.
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP"],
  ...["USERPROFILE", "USERNAME", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES"],
]);
const INHERITED_FAMILY = /^(LC|XDG)_/;

/** Linux takes 128 KiB a variable, and this many units of UTF-16 are at most 48 KiB. */
const LONGEST_VALUE = 16_000;

/** The variables for a program that is told of an event. */
export function environmentOf(
  event: StatusEvent,
  own: Readonly<Record<string, string>>,
  ours: NodeJS.ProcessEnv,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(ours)) {
    const isInherited = INHERITED.has(name.toUpperCase()) || INHERITED_FAMILY.test(name);
    if (isInherited && value !== undefined) env[name] = value;
  }
  return { ...env, ...own, ...eventVariables(event) };
}

/** `STATUS_WATCH_INCIDENT_ID` of `incidentId`; names of components a line each. Not set is what the event lacks. */
function eventVariables(event: StatusEvent): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(event)) {
    if (value === undefined) continue;
    const name = `STATUS_WATCH_${key.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    const text = Array.isArray(value) ? value.join("\n") : String(value);
    variables[name] = truncate(text.replaceAll("\0", ""), LONGEST_VALUE);
  }
  return variables;
}
