import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LAYERS, layerOf, OUTER_LAYERS, renderLayerTable } from './layers.ts';

describe('the layering table', () => {
  test('names only layers above each row, so that layers have no cycle', () => {
    LAYERS.forEach((layer, index) => {
      const above = LAYERS.slice(0, index).map(({ name }) => name);
      for (const name of layer.imports) expect(['*', ...above], layer.name).toContain(name);
    });
  });

  test('lets name server, broker and client meet only on the wire', () => {
    const systems = ['messaging/name-server', 'messaging/broker', 'messaging/client'];
    for (const name of systems) {
      const row = LAYERS.find((layer) => layer.name === name);
      for (const other of systems) expect(row?.imports).not.toContain(other);
    }
  });

  test('gives hosts only to adapters and composition roots', () => {
    const hosted = LAYERS.filter(({ host }) => host !== 'free').map(({ name }) => name);
    expect(hosted).toEqual(['nodejs', 'viewer', 'cli']);
  });

  test('finds the layer of a file', () => {
    expect(layerOf('src/messaging/broker/send.ts')?.name).toBe('messaging/broker');
    expect(layerOf('designs/zoo/spread.ts')?.name).toBe('designs');
    expect(layerOf('src/messaging/loose.ts')).toBeUndefined();
    expect(layerOf('src/scenarios/x.ts')).toBeUndefined();
    expect(OUTER_LAYERS.map(({ name }) => name)).toContain('tests');
  });

  test('is the table in docs/ARCHITECTURE.md', () => {
    const page = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
    expect(page).toContain(renderLayerTable());
  });
});
