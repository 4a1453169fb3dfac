import type { ComponentRef } from "../../types.ts";

/** The end of a service's key: `s3-us-east-1`, `ec2-us-gov-west-1`. Global services have none: `cloudfront`. */
const REGION = /-((?:us|eu|eusc|ap|ca|sa|me|af|il|mx|cn)-(?:[a-z]{2,12}-){1,2}\d{1,2})$/;

/** A part of AWS by the key of its service. */
export interface Place {
  /** `ec2-us-east-1` */
  readonly service: string;
  readonly serviceName: string;
  /** The region of the event, which its services are in if their keys say so. */
  readonly region?: { readonly code?: string; readonly name?: string };
}

/**
 * "N. Virginia – us-east-1 – Amazon EC2": each part alone selects it, so that a filter may name a region, by its name
 * or its code, or a service.
 */
export function componentAt({ service, serviceName, region }: Place): ComponentRef {
  const code = regionOf(service) ?? (region?.code === "global" ? undefined : region?.code);
  const isThere = region?.code === undefined || code === region.code;
  const name = isThere ? region?.name : undefined;
  const parts = [name, code].filter((part) => part !== undefined);
  return { id: service, name: [...(parts.length > 0 ? parts : ["Global"]), serviceName].join(" – ") };
}

export function regionOf(service: string): string | undefined {
  // What S3 in N. Virginia was called before regions had names.
  return service.endsWith("-us-standard") ? "us-east-1" : REGION.exec(service)?.[1];
}
