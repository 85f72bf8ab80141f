// Addresses as texts `host:port`.

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const PORT_LIMIT = 65_536;

/** Undefined when the text is no address. */
export function parseAddress(address: string): Endpoint | undefined {
  const match = /^([^:\s]+):(\d{1,5})$/.exec(address);
  const host = match?.[1];
  const port = Number(match?.[2]);
  return host === undefined || port >= PORT_LIMIT ? undefined : { host, port };
}

export function formatAddress(host: string, port: number): string {
  return `${host}:${port}`;
}
