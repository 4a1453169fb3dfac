import { asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";

/** A resource of JSON:API (https://jsonapi.org), with the resources beside it that it is related to. */
export interface Resource {
  readonly id: string;
  /** In lower case, without hyphens and underscores: the two APIs of the page write it differently. */
  readonly type: string;
  readonly attributes: WireRecord;
  readonly related: readonly Reference[];
}

interface Reference {
  readonly id: string;
  readonly type: string;
}

/** Undefined where it is no resource. */
export function readResource(value: unknown): Resource | undefined {
  const record = asRecord(value);
  const reference = readReference(record);
  if (!record || !reference) return undefined;
  const relationships = Object.values(asRecord(record["relationships"]) ?? {});
  return {
    ...reference,
    attributes: asRecord(record["attributes"]) ?? {},
    related: relationships.flatMap((relationship) => {
      const data = asRecord(relationship)?.["data"];
      return (Array.isArray(data) ? asRecords(data) : [asRecord(data)]).flatMap(
        (one) => readReference(one) ?? [],
      );
    }),
  };
}

function readReference(record: WireRecord | undefined): Reference | undefined {
  const id = asId(record?.["id"]);
  const type = asString(record?.["type"]);
  return id && type ? { id, type: type.toLowerCase().replace(/[_-]/g, "") } : undefined;
}

/** What came along with a document, by reference. */
export class Included {
  readonly #byKey: ReadonlyMap<string, Resource>;

  constructor(value: unknown) {
    const resources = asRecords(value).flatMap((record) => readResource(record) ?? []);
    this.#byKey = new Map(resources.map((resource) => [`${resource.type}/${resource.id}`, resource]));
  }

  /** Of those related to a resource, the ones of a type. */
  of({ related }: Resource, ofType: string): Resource[] {
    return related.flatMap(({ id, type }) =>
      type === ofType ? (this.#byKey.get(`${type}/${id}`) ?? []) : [],
    );
  }

  /** The one of that id. */
  find(type: string, id: string | undefined): Resource | undefined {
    return this.#byKey.get(`${type}/${id}`);
  }
}

/** An attribute by its name in camelCase; the documented API writes it in snake_case. */
export function attribute({ attributes }: Resource, name: string): unknown {
  return attributes[name] ?? attributes[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}
