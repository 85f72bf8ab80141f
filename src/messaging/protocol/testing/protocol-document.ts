// docs/PROTOCOL.md, written from the definitions. A test keeps the file equal to this text.

import { compareNumbers } from '../../../base/compare.ts';
import { definite, RESPONSE_CODE } from '../codes.ts';
import type { Field, FieldTable, FieldValue } from '../field.ts';
import { ALL_DEFINITIONS, type AnyDefinition } from './all-definitions.ts';

const INTRODUCTION = `# Protocol

This file is generated from the definitions in \`src/messaging/protocol\`; a test fails when the two differ, and
\`npx vitest run src/messaging/protocol --update\` writes it anew.

A frame is a length (4 bytes, not counting itself), a word with the header's type in its high byte (0 JSON, 1 binary) and the
header's length in the rest, the header, and the body. Integers are big-endian. A frame is at most 16 MiB. Either side of a
connection may send requests; a response carries the \`opaque\` of its request and flag 1, a one-way request has flag 2 and gets no response.

All fields travel as texts in the header's \`extFields\`. Names below are those on the wire; \`!\` marks a mandatory field: without it, or
with a malformed number, a request is answered with SYSTEM_ERROR. Unknown fields are ignored.`;

function wireName({ wireName: name, type, required }: Field<FieldValue>): string {
  return `\`${name}\`${required ? '!' : ''} ${type}`;
}

function fieldList(table: FieldTable): string {
  const fields = Object.values(table).map(wireName);
  return fields.length === 0 ? '–' : fields.join(', ');
}

function requestRow(definition: AnyDefinition): string {
  const { code, name, doc, headerFields, replyFields } = definition;
  return `| ${code} | ${name} | ${doc} | ${fieldList(headerFields)} | ${fieldList(replyFields)} |`;
}

function requestTable(): string {
  const sorted = ALL_DEFINITIONS.toSorted((left, right) => compareNumbers(left.code, right.code));
  return ['| code | name | what | header | reply |', '|---|---|---|---|---|', ...sorted.map(requestRow)].join(
    '\n',
  );
}

function upperSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function responseTable(): string {
  const rows = Object.entries(RESPONSE_CODE).map(
    ([name, code]) => `| ${code} | ${upperSnakeCase(name)} | ${definite(code) ? 'yes' : ''} |`,
  );
  return ['| code | name | a send stored certainly nothing |', '|---|---|---|', ...rows].join('\n');
}

export function protocolDocument(): string {
  return `${INTRODUCTION}\n\n## Requests\n\n${requestTable()}\n\n## Response codes\n\n${responseTable()}\n`;
}
