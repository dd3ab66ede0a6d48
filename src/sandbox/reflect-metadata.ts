/**
 * The two functions of the metadata proposal that tsyringe, under the certificate library, wants to exist when it is
 * loaded. It registers a handful of classes without constructor arguments, so an own map is all that they need.
 */
const store = new WeakMap<object, Map<string, unknown>>();

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, {
    getMetadata: (key: string, target: object) => store.get(target)?.get(key),
    defineMetadata: (key: string, value: unknown, target: object) => {
      const own = store.get(target) ?? new Map<string, unknown>();
      store.set(target, own.set(key, value));
    },
    getOwnMetadata: (key: string, target: object) => store.get(target)?.get(key),
  });
}
