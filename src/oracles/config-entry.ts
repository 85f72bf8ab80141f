// What a history says of the configuration files of brokers: topics, groups, committed offsets.

interface ConfigFile {
  readonly path: string;
}

/** The process begins to replace the content. */
export interface ConfigSaving extends ConfigFile {
  readonly kind: 'config-saving';
  /** Hash of the new content. */
  readonly digest: number;
}

/** The process holds that the new content is durable. */
export interface ConfigSaved extends ConfigFile {
  readonly kind: 'config-saved';
  readonly digest: number;
}

/** What the next process will find, now that this one is gone. */
export interface ConfigLeft extends ConfigFile {
  readonly kind: 'config-left';
  /** Undefined: nothing that could be read. */
  readonly digest: number | undefined;
  readonly lostPower: boolean;
}

export type ConfigEntry = ConfigSaving | ConfigSaved | ConfigLeft;
