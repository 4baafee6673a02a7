/** What a report does by itself: tables of classes are searched and sorted. Everything can be read without it. */

/** The whole program. */
export const SCRIPT: string = `
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = parseFloat(text.replaceAll(',', ''));
    return column === 0 || Number.isNaN(number) && text !== '\\u2013' ? text.toLowerCase() : number;
  };
  const compare = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      return Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b;
    }
    return String(a).localeCompare(String(b), undefined, { numeric: true });
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const keyed = [...body.rows].map((row) => [value(row, column), row]);
      keyed.sort((a, b) => descending ? compare(b[0], a[0]) : compare(a[0], b[0]));
      body.append(...keyed.map(([, row]) => row));
    });
  });
}
for (const label of document.querySelectorAll('label.search')) {
  const input = label.querySelector('input');
  const rows = [...document.getElementById(input.dataset.table).tBodies[0].rows];
  const found = label.querySelector('output');
  label.hidden = false;
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) shown++;
    }
    found.textContent = wanted === '' ? '' : shown + ' of ' + rows.length;
  });
}
`;
