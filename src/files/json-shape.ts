/** What a JSON file must look like, checked piece by piece: the first piece that is wrong is named. */

/** Gives a value its type, or throws a {@link RangeError} that begins with `path`. */
export type Shape<Type> = (value: unknown, path: string) => Type;

/** What a shape makes of a value. */
export type ShapeOf<Item> = Item extends Shape<infer Type> ? Type : never;

function expected(path: string, wanted: string): RangeError {
  return new RangeError(`${path} is not ${wanted}`);
}

/** A number, which may be no finite one. */
export const number: Shape<number> = (value, path) => {
  if (typeof value !== 'number') throw expected(path, 'a number');
  return value;
};

/** A whole number from 0. */
export const count: Shape<number> = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw expected(path, 'a whole number from 0');
  }
  return value as number;
};

export const text: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw expected(path, 'a text');
  return value;
};

export const flag: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw expected(path, 'true or false');
  return value;
};

/** Anything that JSON can hold. */
export const anything: Shape<unknown> = (value, path) => {
  if (value === undefined) throw expected(path, 'there');
  return value;
};

/** One of some texts. */
export function oneOf<const Name extends string>(...names: readonly Name[]): Shape<Name> {
  return (value, path) => {
    if (!names.includes(value as Name)) throw expected(path, `one of ${names.join(', ')}`);
    return value as Name;
  };
}

/** Of the given shape, or `null`. */
export function nullable<Type>(shape: Shape<Type>): Shape<Type | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** Of the given shape, or not there. */
export function optional<Type>(shape: Shape<Type>): Shape<Type | undefined> {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function either<First, Second>(
  first: Shape<First>,
  second: Shape<Second>,
): Shape<First | Second> {
  return (value, path) => {
    try {
      return first(value, path);
    } catch {
      return second(value, path);
    }
  };
}

export function list<Type>(shape: Shape<Type>): Shape<Type[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw expected(path, 'a list');
    return value.map((item, i) => shape(item, `${path}[${i}]`));
  };
}

/** A list of two. */
export function pair<First, Second>(
  first: Shape<First>,
  second: Shape<Second>,
): Shape<readonly [First, Second]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) throw expected(path, 'a list of two');
    return [first(value[0], `${path}[0]`), second(value[1], `${path}[1]`)] as const;
  };
}

/** An object with any keys. */
export function dictionary<Type>(shape: Shape<Type>): Shape<Record<string, Type>> {
  return (value, path) =>
    Object.fromEntries(
      entriesOf(value, path).map(([key, item]) => [key, shape(item, `${path}.${key}`)]),
    );
}

/** An object with these keys; others are left out. */
export function object<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: Shapes,
): Shape<{ [Key in keyof Shapes]: ShapeOf<Shapes[Key]> }> {
  return (value, path) => {
    const found = new Map(entriesOf(value, path));
    const entries = Object.entries(shapes).map(
      ([key, shape]) => [key, shape(found.get(key), path === '' ? key : `${path}.${key}`)] as const,
    );
    return Object.fromEntries(entries) as { [Key in keyof Shapes]: ShapeOf<Shapes[Key]> };
  };
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw expected(path === '' ? 'it' : path, 'an object');
  }
  return Object.entries(value);
}
