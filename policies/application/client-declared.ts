import {application, cluster, modelPolicy, profile, quota, suggestion, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile'],
  title: 'The client profile of an application is declared',
  rationale:
    'An application says by spec.client with which settings its clients run, and what is promised of it is judged by them. A name that no document has promises nothing.',
  level: 'error',
  covers: ['P01'],
  sources: ['Weir: judgement that a reference leads somewhere'],
  waiveWhen: 'The profile follows in another pull request.',
  judgeAll({applications, profiles}, _options, report) {
    const names = new Set(profiles.map(({name}) => name));
    for (const resource of applications) {
      const {client} = resource.spec;
      if (client === undefined || names.has(client)) continue;
      report({
        resource,
        at: 'spec.client',
        message: `there is no ClientProfile ${client} here${suggestion(client, names)}: declare it, or correct the name`,
      });
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [application({client: 'standard'}), profile(), topic(), user(), quota()],
    ],
    bad: [
      [application({client: 'standrad'}), profile(), topic(), user(), quota()],
      [application({client: 'standard'}), profile({metadata: {clusters: ['staging']}}), cluster(), staging(), topic(), user(), quota()],
    ],
  },
});

function staging() {
  return cluster({
    name: 'staging',
    environment: 'staging',
    bootstrap: ['kafka-1.staging:9093', 'kafka-2.staging:9093', 'kafka-3.staging:9093'],
  });
}
