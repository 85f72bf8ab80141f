// A process of the operating system with our store on the real disk: it puts the course, says each answer, and then closes the store or waits
// to be killed.

import { MessageStore } from '../../src/messaging/store/message-store.ts';
import type { StoreOptions } from '../../src/messaging/store/options.ts';
import { createNodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { type CoursePut, coursePuts } from '../golden/course.ts';

const [directory = '', optionsText = '', from = '', to = '', end = ''] = process.argv.slice(2);

async function put(store: MessageStore, drafts: CoursePut): Promise<string> {
  if (drafts.length === 1) {
    const { status, append } = await store.put(drafts[0]);
    return `${status} ${append?.offsetMessageId}`;
  }
  const { status, appends } = await store.putBatch(drafts);
  return `${status} ${appends.map(({ offsetMessageId }) => offsetMessageId).join()}`;
}

const environment = createNodeEnvironment({ name: 'writer', directory, host: '127.0.0.1' });
const store = await MessageStore.open(environment, JSON.parse(optionsText) as Partial<StoreOptions>);
for (const drafts of coursePuts(Number(to)).slice(Number(from))) {
  process.stdout.write(`${await put(store, drafts)}\n`);
}
if (end === 'close') {
  await store.close();
  await environment.close();
} else {
  process.stdout.write('done\n');
  environment.timers.every(1000, 1000, 'wait', () => {});
}
