// The library's words for the kind of an argument, as TypeScript.

const NUMBERS = /^(?:int|long)(?: \(non-negative\))?( or None)?$/;
const REALS = /^(?:float|double|real_t)( or None)?$/;

/** What an argument's type text says: TypeScript's type, whether it may be left out, its default. */
export function kindOf(argument) {
  const text = argument.type.trim();
  const match = text.match(/^(\{[^}]*\}|[^,]*),?\s*(required|optional)?(?:,\s*default=(.*))?$/s);
  if (match === null) throw new Error(`cannot read the type ${text} of ${argument.name}`);
  const [, kind, need, standard] = match;
  const values = kind.startsWith('{') ? enumValues(kind) : undefined;
  return {
    type: argument.name === 'ctx' ? 'string | Device' : typescript(kind, values),
    values: values ?? (kind.startsWith('boolean') ? ['true', 'false'] : undefined),
    required: need === 'required',
    default: standard === undefined ? undefined : defaultText(kind, standard),
  };
}

function typescript(kind, values) {
  if (values !== undefined) return values.join(' | ');
  const number = kind.match(NUMBERS);
  if (number) return `number${number[1] ? ' | null' : ''}`;
  const real = kind.match(REALS);
  if (real) return `Real${real[1] ? ' | null' : ''}`;
  switch (kind) {
    case 'boolean':
      return 'boolean';
    case 'boolean or None':
      return 'boolean | null';
    case 'string':
      return 'string';
    case 'Shape(tuple)':
      return 'Shape';
    case 'Shape or None':
      return 'Shape | null';
    case 'tuple of <float>':
    case 'tuple of <double>':
      return 'readonly Real[]';
    case 'tuple of <long>':
      return 'readonly number[]';
    case 'tuple of <Shape(tuple)>':
      return 'readonly Shape[]';
    case '':
      // The library does not say.
      return 'Real | Shape | string | null';
    default:
      throw new Error(`cannot write ${kind} in TypeScript`);
  }
}

/** `{None, 'a', 'b'}`; some enumerations have a text 'None' instead, which means the same. */
function enumValues(kind) {
  const values = kind
    .slice(1, -1)
    .split(',')
    .map((value) => value.trim());
  const named = values.filter((value) => !/^'?None'?$/.test(value));
  return named.length < values.length ? [...named, 'null'] : named;
}

function defaultText(kind, text) {
  const bare = text.replace(/^'(.*)'$/, '$1');
  if (bare === 'None') return 'null';
  if (kind.startsWith('boolean')) return bare === '0' ? 'false' : 'true';
  if (REALS.test(kind) && !kind.startsWith('double')) return shortest(Number(bare));
  if (REALS.test(kind) || NUMBERS.test(kind)) return bare;
  if (/^(?:Shape|tuple)/.test(kind)) return bare.replace(/,/g, ', ');
  return `'${bare}'`;
}

/** The fewest digits that are still the same float32: the library prints nine. */
function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === Math.fround(value)) return String(candidate);
  }
  return String(value);
}
