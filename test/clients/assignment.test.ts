import fc from 'fast-check';
import kafkajs from 'kafkajs';
import {describe, expect, it} from 'vitest';
import {assignPartitions, memberMetadata, readAssignment} from '../../src/clients/group/assignment.ts';

const topics = ['a', 'b', 'c'];
const members = fc
  .uniqueArray(fc.record({memberId: fc.uuid(), topics: fc.subarray(topics, {minLength: 1})}), {
    selector: one => one.memberId,
    minLength: 1,
    maxLength: 6,
  })
  .map(all => all.map(one => ({...one, memberMetadata: memberMetadata(one.topics)})));

describe('an assignment', () => {
  it('gives each partition of each subscribed topic to one member that subscribes to it, and evenly', () => {
    fc.assert(
      fc.property(members, fc.record({a: fc.nat(9), b: fc.nat(9), c: fc.nat(9)}), (group, counts) => {
        const assigned = assignPartitions(group, topic => [...Array(counts[topic as 'a']).keys()]);
        const given = assigned.flatMap(({memberId, memberAssignment}) => readAssignment(memberAssignment).map(one => ({memberId, ...one})));
        const subscribed = topics.filter(topic => group.some(one => one.topics.includes(topic)));
        expect(given.map(({topic, partition}) => `${topic}-${partition}`).sort()).toEqual(
          subscribed.flatMap(topic => Array.from({length: counts[topic as 'a']}, (_, partition) => `${topic}-${partition}`)).sort(),
        );
        for (const {memberId, topic} of given) expect(group.find(one => one.memberId === memberId)?.topics).toContain(topic);
        if (group.every(one => one.topics.length === topics.length)) {
          const sizes = assigned.map(({memberAssignment}) => readAssignment(memberAssignment).length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is read by a member of plain kafkajs', () => {
    const [one] = assignPartitions([{memberId: 'm', memberMetadata: memberMetadata(['t'])}], () => [0, 1]);
    expect(kafkajs.AssignerProtocol.MemberAssignment.decode(one?.memberAssignment ?? Buffer.alloc(0))?.assignment).toEqual({t: [0, 1]});
  });
});
