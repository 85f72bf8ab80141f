import { describe, expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import type { ServeFlags } from './commands/serve.ts';
import { servedPrograms } from './serve-programs.ts';

const FLAGS: ServeFlags = {
  host: '127.0.0.1',
  nameServerPort: 9876,
  brokerPort: 10911,
  brokerName: 'broker-a',
  brokerId: 0,
  slaves: 0,
  epoch: 0,
  copies: undefined,
  join: undefined,
  data: 'data',
  design: 'baseline',
};

function lines(flags: Partial<ServeFlags>): readonly string[] {
  return servedPrograms({ ...FLAGS, ...flags }, baseline).map(({ what }) => what);
}

describe('serve runs', () => {
  test('a name server and a broker', () => {
    expect(lines({})).toEqual(['name server 127.0.0.1:9876', 'broker broker-a 127.0.0.1:10911']);
  });

  test('slaves beside their master, each with room for a second port', () => {
    expect(lines({ slaves: 2 }).slice(1)).toEqual([
      'broker broker-a 127.0.0.1:10911',
      'slave broker-a-slave-1 127.0.0.1:10913',
      'slave broker-a-slave-2 127.0.0.1:10915',
    ]);
  });

  test('one broker alone that joins a name server elsewhere', () => {
    expect(lines({ join: '10.0.0.1:9876', brokerId: 3 })).toEqual(['slave broker-a-slave-3 127.0.0.1:10911']);
  });

  test('no slaves of slaves', () => {
    expect(() => lines({ brokerId: 1, slaves: 1 })).toThrow('slaves have no slaves');
  });
});
