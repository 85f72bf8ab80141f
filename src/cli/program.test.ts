import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

interface Named {
  readonly path: string;
  readonly command: Command;
}

function allCommands(command: Command, path = ''): readonly Named[] {
  const below = command.commands.flatMap((child) => allCommands(child, `${path}${child.name()} `));
  return [{ path, command }, ...below];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  return text;
}

/** What the parser says to wrong words. */
async function errorOf(words: readonly string[]): Promise<string> {
  const program = createProgram({ code: EXIT.internal });
  let text = '';
  for (const { command } of allCommands(program))
    command.configureOutput({
      writeErr: (piece) => {
        text += piece;
      },
    });
  await program.parseAsync(words, { from: 'user' }).catch(() => undefined);
  return text;
}

const commands = allCommands(createProgram({ code: EXIT.internal }));

describe('every command', () => {
  test('is there', () => {
    const named = [
      'explore',
      'replay',
      'shrink',
      'diff',
      'likelihood',
      'report merge',
      'admin topics create',
    ];
    expect(commands.map(({ path }) => path.trim())).toEqual(expect.arrayContaining(named));
    expect(commands.length).toBeGreaterThan(30);
  });

  test.each(commands)(
    'windtunnel $path--help says what it does and shows an example that begins like it',
    ({ path, command }) => {
      const help = helpOf(command);
      expect(command.description()).toMatch(/^[A-Z].{15,}/s);
      expect(help).toMatch(/\nExamples?:\n/);
      expect(help).toContain(`\n  $ windtunnel ${path}`.trimEnd());
    },
  );

  test.each(commands)(
    'windtunnel $path says where to look when it is asked something wrong',
    async ({ path }) => {
      const error = await errorOf([
        ...path
          .trim()
          .split(' ')
          .filter((word) => word !== ''),
        '--no-such-flag',
      ]);
      expect(error).toMatch(/^error: (unknown|required) option '--/);
      expect(error).toContain(`(see windtunnel ${path}--help)`);
    },
  );
});
