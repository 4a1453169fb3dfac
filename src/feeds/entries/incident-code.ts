/**
 * The id that an incident has in every format of its page: the code at the end of `…/incidents/<code>`. A feed's own
 * entry id holds the host, and changes with it.
 */
export function incidentCode(link: string | undefined): string | undefined {
  return /\/(?:incidents|maintenances?)\/([\w-]+)\/?(?:[?#].*)?$/.exec(link ?? "")?.[1];
}
