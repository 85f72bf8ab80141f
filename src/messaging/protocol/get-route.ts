// Where the queues of a topic are (route-data.ts).

import { defineRequest } from './definition.ts';
import { optionalBoolean, text } from './field.ts';

export const getRoute = defineRequest({
  code: 105,
  name: 'GET_ROUTEINFO_BY_TOPIC',
  doc: 'Reads the brokers and queues of a topic. The reply body is route data as JSON; TOPIC_NOT_EXIST when there is none.',
  header: { topic: text('topic'), acceptStandardJsonOnly: optionalBoolean('acceptStandardJsonOnly') },
  reply: {},
});
