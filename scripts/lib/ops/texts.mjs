// The library's own documentation, freed from reStructuredText, as lines of TSDoc.

const WIDTH = 100;

/** As much of the beginning as is read at a glance. */
const GLANCE = 320;

/**
 * The beginning of an operator's description: its first paragraph, or the first sentences of it.
 *
 * @param names - MXNet's names of arguments, and ours
 */
export function summaryOf(description, names) {
  const [first = ''] = withoutDirectives(description)
    .split(/\n\s*\n|\n\s*[-*] /)
    .map((paragraph) => sentence(plain(paragraph, names)))
    .filter((paragraph) => paragraph !== '');
  const [begin, ...others] = first.split(/(?<=[a-z)`][.!?]) (?=[A-Z`])/);
  return others.reduce(
    ({ text, full }, next) =>
      full || text.length + next.length > GLANCE
        ? { text, full: true }
        : { text: `${text} ${next}`, full: false },
    { text: begin ?? '', full: false },
  ).text;
}

/** An argument's description, on one line. */
export function argumentText(description, names) {
  return sentence(plain(description, names));
}

/** What the description says of names that are not to be used any more: name → the one to use. */
export function deprecationsOf(description) {
  const found = new Map();
  for (const [, name, other] of description.matchAll(
    /``?(\w+)``? is deprecated\.(?:\s+Use ``?(\w+)``? instead)?/g,
  )) {
    found.set(name, other);
  }
  return found;
}

/** A TSDoc comment around paragraphs and tags, each wrapped. */
export function comment(parts, indent) {
  const given = parts.filter((part) => part !== undefined && part !== '');
  if (given.length === 0) return '';
  const room = WIDTH - indent.length - 3;
  const single = given.join(' ');
  const tags = given.filter((part) => part.startsWith('@')).length;
  if (given.length - tags <= 1 && tags <= 1 && single.length <= room - 4)
    return `${indent}/** ${single} */\n`;
  const lines = [];
  for (const part of given) {
    // Tags stand together, apart from the text.
    if (lines.length > 0 && !(part.startsWith('@') && lines.at(-1).startsWith('@'))) lines.push('');
    lines.push(...wrap(part, room));
  }
  const body = lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('');
  return `${indent}/**\n${body}${indent} */\n`;
}

function wrap(text, room) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Where the source is, notes in boxes, examples and formulas in blocks are left out. */
function withoutDirectives(description) {
  const lines = description.replace(/\r/g, '').split('\n');
  const kept = [];
  let skipping = false;
  for (const line of lines) {
    const directive = /^\s*\.\. /.test(line) || /^\s*Examples?\s*:{0,2}\s*$/.test(line);
    if (directive) skipping = true;
    else if (skipping && /^\S/.test(line)) skipping = false;
    if (skipping || /^(?:Defined in|From:)/.test(line) || /^\s*-{3,}\s*$/.test(line)) continue;
    kept.push(line);
  }
  return kept.join('\n');
}

function plain(text, names) {
  const joined = text
    .replace(/\\+\s*\n/g, ' ')
    .replace(/:math:`([^`]*)`/g, '`$1`')
    .replace(/:(?:class|func|meth|ref|attr):`([^`]*)`/g, '`$1`')
    .replace(/``([^`]*)``/g, '`$1`')
    .replace(/::(?=\s|$)/g, ':')
    .replace(/(?<![\w*])(\*\*?)(\S(?:[^*]*\S)?)\1(?![\w*])/g, '$2')
    // No link, though it looks like one.
    .replace(/(?<!`)\[[^\]`]*\]\([^)`]*\)/g, '`$&`')
    .replace(/\s+/g, ' ')
    .trim();
  return joined
    .split(/(`[^`]*`)/)
    .map((piece, i) => (i % 2 === 1 ? ourNames(piece, names) : outsideOfCode(piece, names)))
    .join('')
    .replace(/\*\//g, '*\\/');
}

function ourNames(code, names) {
  return code.replace(/\w+/g, (word) => names.get(word) ?? word);
}

/** Names become code; what TSDoc and Markdown would take for markup is escaped. */
function outsideOfCode(text, names) {
  return text
    .replace(/@|\*(?=\S)|<(?=[\w/])/g, '\\$&')
    .replace(/(?<![/\w.])\w*[a-zA-Z\d]_\w+(?![/\w])/g, (word) => `\`${names.get(word) ?? word}\``);
}

function sentence(text) {
  const trimmed = text.replace(/[:\s]+$/, '');
  if (trimmed === '') return '';
  const capital = trimmed[0].toUpperCase() + trimmed.slice(1);
  return /[.!?)`]$/.test(capital) ? capital : `${capital}.`;
}
