// Business as usual: 300 orders, each with its number as its key, as they came in over six days.
import {kafka} from './kafka.mjs';

const DAY_MS = 86_400_000;
const producer = kafka.producer();
await producer.connect();
const messages = Array.from({length: 300}, (_, number) => ({
  key: String(number),
  value: JSON.stringify({order: number, total: 10 + (number % 90)}),
  timestamp: String(Date.now() - Math.floor((6 * DAY_MS * (300 - number)) / 300)),
}));
await producer.send({topic: 'shop.order.placed.v1', acks: -1, messages});
await producer.disconnect();
console.log('300 orders placed');
