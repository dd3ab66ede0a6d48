import {archetype, literal} from './archetype.ts';

export default archetype({
  name: 'dead letters',
  summary: 'Sets records aside that it cannot process.',
  needs: {
    write: {
      operation: 'write',
      type: 'topic',
      on: 'the dead-letter topic of each intent that names one',
      because: 'to set aside what cannot be processed',
      source: 'KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without: 'A sink connector goes on, and the record is in no dead-letter topic.',
    },
    create: {
      operation: 'create',
      type: 'topic',
      on: "a connector's dead-letter topic that no Topic document declares",
      because: 'to make its dead-letter topic, which nobody else does',
      source: 'Connect, DeadLetterQueueReporter.createAndSetup; ControllerApis.createTopics: CREATE on TOPIC',
      without: 'The task of a sink connector fails at its start.',
    },
  },
  rights: ({spec}, grant, {isDeclared}) => {
    for (const {deadLetter, at} of spec.consumes) {
      if (deadLetter === undefined) continue;
      grant('write', literal(deadLetter, `${at}/deadLetter`));
      if (spec.connector !== undefined && !isDeclared(deadLetter)) grant('create', literal(deadLetter, `${at}/deadLetter`));
    }
  },
  example: {consumes: [{topic: 'orders.placed.v1', deadLetter: 'orders.dlq.v1'}]},
});
