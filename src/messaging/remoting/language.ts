// Languages of peers: a name in JSON headers, a number in binary ones (facts 1.4).

const LANGUAGES = [
  'JAVA',
  'CPP',
  'DOTNET',
  'PYTHON',
  'DELPHI',
  'ERLANG',
  'RUBY',
  'OTHER',
  'HTTP',
  'GO',
  'PHP',
  'OMS',
  'RUST',
  'NODE_JS',
] as const;

const OTHER = 'OTHER';
const NUMBERS: ReadonlyMap<string, number> = new Map(LANGUAGES.map((name, index) => [name, index]));

export function languageNumber(name: string): number {
  return NUMBERS.get(name) ?? LANGUAGES.indexOf(OTHER);
}

export function languageName(number: number): string {
  return LANGUAGES[number] ?? OTHER;
}

/** The name itself when it is a known one. */
export function knownLanguage(name: unknown): string {
  return typeof name === 'string' && NUMBERS.has(name) ? name : OTHER;
}
