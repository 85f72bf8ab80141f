import { expect, test } from 'vitest';
import { protocolDocument } from './protocol-document.ts';

test('docs/PROTOCOL.md says what the definitions say', async () => {
  await expect(protocolDocument()).toMatchFileSnapshot('../../../../docs/PROTOCOL.md');
});
