/** Stands for details that are known only when an error happens: whatever is read of it prints as `<name>`, and a list of it as one element. */
export function placeholder(name: string): unknown {
  const text = `<${name}>`;
  const target = (): unknown => placeholder(name);
  return new Proxy(target, {
    get(_, property) {
      if (property === Symbol.toPrimitive || property === 'toString' || property === 'toJSON') return () => text;
      if (property === 'map' || property === 'flatMap') return (change: (item: unknown, index: number) => unknown) => [change(placeholder(name), 0)];
      if (property === 'join') return () => text;
      if (property === Symbol.iterator) return [placeholder(name)][Symbol.iterator].bind([placeholder(name)]);
      if (typeof property === 'symbol') return undefined;
      return placeholder(name === '' ? property : `${name}.${property}`);
    },
  });
}
