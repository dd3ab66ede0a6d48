/** Settings for a way of using Kafka, by Kafka's own names and canonical text: `{'linger.ms': '10'}`. */
export interface Profile {
  name: string;
  description: string;
  producer: Readonly<Record<string, string>>;
  consumer: Readonly<Record<string, string>>;
}
