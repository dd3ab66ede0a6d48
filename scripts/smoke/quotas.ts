import {proveQuotas, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Quotas of bytes are in force: who goes over one is throttled to it',
  claims: ['a broker throttles whoever meets a producerByteRate or consumerByteRate, within a quarter of the declared rate'],
  mode: 'canary',
  about: ['Quota'],
  nothingToProve: ({quotas}) =>
    quotas.some(({spec}) => spec.producerByteRate !== undefined || spec.consumerByteRate !== undefined)
      ? undefined
      : 'no Quota states a rate of bytes',
  run: context => proveQuotas(context),
});
