// Committed text that only makes sense on one machine: its absolute paths and its package registry.

import type { Problem } from '../problem.ts';
import type { TextFile } from '../tree.ts';

interface Trace {
  readonly pattern: RegExp;
  readonly message: string;
  /** Files in which the words are about the thing itself. */
  readonly except: RegExp;
}

// The patterns are assembled from parts so that the rule does not find itself.
const TRACES: readonly Trace[] = [
  {
    pattern: new RegExp(`(^|[\\s"'\`(=:])/(${['work', 'tmp', 'home', 'root', 'Users'].join('|')})/`),
    message: "an absolute path of somebody's machine",
    except: /^LICENSE$/,
  },
  {
    pattern: new RegExp(
      `\\bregistry\\.[a-z0-9-]+\\.[a-z]{2,}|${'"resolved"'}: "https?:|\\bregistry\\s*=\\s*https?:`,
    ),
    message: 'a registry host: which registry serves the packages is the business of each machine',
    except: /^LICENSE$/,
  },
];

export function checkMachineTraces(file: TextFile): Problem[] {
  return file.text.split('\n').flatMap((text, index) =>
    TRACES.filter(({ pattern, except }) => !except.test(file.path) && pattern.test(text)).map(
      ({ message }) => ({
        path: file.path,
        line: index + 1,
        message,
      }),
    ),
  );
}
