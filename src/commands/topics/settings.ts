import {usageError} from '../../findings/error.ts';
import {suggestion} from '../../findings/suggest.ts';
import {settingText} from '../../specs/setting-text.ts';
import {TOPIC_HISTORY, topicSetting} from '../../specs/topic-settings.ts';

/**
 * `retention.ms=7d` of `--set`, in Kafka's text: judged as in a document, with its units. A setting that brokers of this
 * version do not define is wrong use, with a guess.
 */
export function settingsIn(words: readonly string[] | undefined, version: string | undefined): Record<string, string> {
  return Object.fromEntries(
    (words ?? []).map(word => {
      const equals = word.indexOf('=');
      if (equals <= 0) throw usageError('topics/setting', `--set ${word} is no setting`, 'write NAME=VALUE, like --set retention.ms=7d');
      const [name, written] = [word.slice(0, equals), word.slice(equals + 1)];
      const setting = knownSetting(name, version);
      const judged = settingText(setting, written);
      if ('problem' in judged) throw usageError('topics/setting', `${name} ${judged.problem}`);
      return [name, judged.text];
    }),
  );
}

export function knownSetting(name: string, version: string | undefined) {
  const setting = topicSetting(name, version);
  if (setting !== undefined) return setting;
  throw usageError('topics/setting', `topics have no setting ${name}${suggestion(name, TOPIC_HISTORY.names())}`);
}
