import type { Link, Mail } from "./types.ts";

/** How subscribers are asked: `Confirm your subscription`, `Notification Subscription Confirmation`. */
const ASKS =
  /\b(?:confirm|verify|activate|validate)\b.{0,40}\b(?:subscri|e-?mail)|\bsubscription\b.{0,20}\b(?:confirmation|verification)\b/i;
const LONGEST_ASKING_LINE = 200;
const MOST_LINES = 200;
const CONFIRMS = /confirm|verif(?:y|ication)|activat|opt-?in/i;
const UNDOES = /unsubscri|opt-?out/i;
const ELSEWHERE = /cancel|manage|preferences|privacy|terms/i;

/** Where a mail asks to confirm a subscription, the link to do so. */
export function confirmationLink(mail: Mail): URL | undefined {
  const lines = [mail.subject, ...mail.bodies.flatMap((body) => body.slice(0, MOST_LINES))];
  const asks = lines.some((line) => line.length <= LONGEST_ASKING_LINE && ASKS.test(line));
  return asks ? mail.links.find(isConfirming)?.url : undefined;
}

/** By its words and its path; hosts and queries may say anything. */
function isConfirming({ url, text }: Link): boolean {
  const words = text.includes("://") ? "" : text;
  const says = `${words} ${url.pathname}`;
  const isSafe = url.protocol === "https:" && url.username === "" && url.password === "";
  return isSafe && CONFIRMS.test(says) && !UNDOES.test(says) && !ELSEWHERE.test(words);
}
