/** JSON that gives every number back as it was. */

/** Stands for a number that JSON does not know. */
interface Special {
  number: string;
}

const SPECIAL = /^(NaN|-?Infinity|-0)$/;

/** {@link JSON.stringify}, with infinities, `NaN` and the negative 0. */
export function exactJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => (isSpecial(item) ? special(item) : item),
    2,
  );
}

/** Reads what {@link exactJson} wrote. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    const { number } = (item ?? {}) as Partial<Special>;
    return typeof number === 'string' && SPECIAL.test(number) ? Number(number) : item;
  });
}

function isSpecial(item: unknown): item is number {
  return typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0));
}

function special(value: number): Special {
  return { number: Object.is(value, -0) ? '-0' : String(value) };
}
