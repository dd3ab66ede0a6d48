import java from './java.ts';
import kafkajs from './kafkajs.ts';
import librdkafka from './librdkafka.ts';
import python from './python.ts';
import spring from './spring.ts';
import type {Target} from './target.ts';

/** Every client library that a profile can be rendered for, by its name. */
export const TARGETS: Readonly<Record<string, Target>> = {java, librdkafka, kafkajs, python, spring};
