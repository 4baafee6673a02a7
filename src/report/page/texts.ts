/** Texts of other people as a report shows them. */

/** Longer texts are cut: a page must stay small whatever its files hold. */
const LONGEST = 120;

/** A text that is not too long to show. */
export function shortText(text: string, longest: number = LONGEST): string {
  const characters = [...text.slice(0, 2 * longest + 2)];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Names and passwords within addresses are nobody's business. */
export function withoutPasswords(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//…@');
}

/** What people call a metric. */
export function metricTitle(name: string): string {
  const [, k] = /^top_k_accuracy_(\d+)$/.exec(name) ?? [];
  if (k !== undefined) return `Top-${k} accuracy`;
  const words = shortText(name).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A word of a command line. */
export function shellWord(text: string): string {
  return /^[\w./@:+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
