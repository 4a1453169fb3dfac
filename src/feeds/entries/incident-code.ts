/**
 * The id that an incident has in every format of its page: the code at the end of `…/incidents/<code>`. A feed's own
 * entry id holds the host, and changes with it.
 */
export function incidentCode(link: string | undefined): string | undefined {
  return CODE.exec(link ?? "")?.[1];
}

/** In the plural of Statuspage and incident.io, in the singular of Instatus, Better Stack and StatusCast. */
const CODE = /\/(?:incidents?|maintenances?)\/([\w-]+)\/?(?:[?#].*)?$/;
