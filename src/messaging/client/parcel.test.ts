import { describe, expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { parseProperties } from '../message/properties.ts';
import { parcelOf } from './parcel.ts';

const MESSAGE = {
  topic: 'orders',
  body: encodeText('x'),
  properties: new Map([
    ['UNIQ_KEY', 'U'],
    ['RECONSUME_TIME', '3'],
    ['MAX_RECONSUME_TIMES', '5'],
  ]),
  flag: 0,
};

describe('parcel', () => {
  test('of a retry topic: how often it was tried moves into the header', () => {
    const parcel = parcelOf({ ...MESSAGE, topic: '%RETRY%g' }, 4_096);
    expect(parcel).toMatchObject({ reconsumeTimes: 3, maxReconsumeTimes: 5 });
    expect([...parseProperties(parcel.properties)]).toEqual([['UNIQ_KEY', 'U']]);
  });

  test('of any other topic: properties stay as they are', () => {
    const parcel = parcelOf(MESSAGE, 4_096);
    expect(parcel).toMatchObject({ reconsumeTimes: 0, maxReconsumeTimes: undefined });
    expect(parseProperties(parcel.properties)).toEqual(MESSAGE.properties);
  });
});
