/** Every option that a run had. */

import type { VNode } from 'preact';
import { NONE } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { Scroll, Section } from './section.js';
import { shortText, withoutPasswords } from './texts.js';

const LONGEST_VALUE = 300;

/** More options than there are come from no run of ours. */
const MOST_OPTIONS = 300;

/** A table of options; where runs are compared, what differs comes first. */
export function Configuration({ runs }: { runs: readonly ReportedRun[] }): VNode | null {
  const logged = runs.filter(({ history }) => history !== undefined);
  if (logged.length === 0) return null;
  const rows = rowsOf(logged).filter(({ values }) => values.some((value) => value !== NONE));
  const differing = logged.length > 1 ? rows.filter(({ differs }) => differs) : [];
  const rest = rows.filter((row) => !differing.includes(row));
  return (
    <Section id="configuration" title="Configuration">
      {differing.length > 0 && (
        <Options title="What differs between the runs" runs={logged} rows={differing} />
      )}
      {logged.length > 1 && differing.length === 0 && <p>All runs have the same options.</p>}
      <details open={logged.length === 1}>
        <summary>{differing.length > 0 ? 'What is the same' : 'Every option with a value'}</summary>
        <Options
          title="Options by their names on the command line, given or default"
          runs={differing.length > 0 ? logged.slice(0, 1) : logged}
          rows={rest}
        />
      </details>
    </Section>
  );
}

interface Row {
  name: string;
  /** One for each run. */
  values: string[];
  differs: boolean;
}

function rowsOf(runs: readonly ReportedRun[]): Row[] {
  const configurations = runs.map(
    ({ history }) => new Map(Object.entries(history?.start.configuration ?? {})),
  );
  const versions = runs.map(
    ({ history }) => new Map(Object.entries(history?.start.versions ?? {})),
  );
  const row = (name: string, values: string[]): Row => ({
    ...{ name, values },
    differs: new Set(values).size > 1,
  });
  const names = (maps: readonly Map<string, unknown>[]) =>
    [...new Set(maps.flatMap((map) => [...map.keys()]))].slice(0, MOST_OPTIONS);
  return [
    ...names(configurations).map((name) =>
      row(
        `--${name}`,
        configurations.map((map) => valueText(map.get(name))),
      ),
    ),
    ...names(versions).map((name) =>
      row(
        `version of ${name}`,
        versions.map((map) => valueText(map.get(name))),
      ),
    ),
  ];
}

function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return NONE;
  return shortText(withoutPasswords(String(value)), LONGEST_VALUE);
}

function Options(props: {
  title: string;
  runs: readonly ReportedRun[];
  rows: readonly Row[];
}): VNode {
  const { title, runs, rows } = props;
  return (
    <Scroll label={title} hint={title} isHigh={rows.length > 20}>
      <table class="wide options">
        <thead>
          <tr>
            <th scope="col">Option</th>
            {runs.map(({ name }) => (
              <th key={name} scope="col" class="text">
                {props.runs.length > 1 ? shortText(name, 60) : 'Value'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <code>{shortText(name, 60)}</code>
              </th>
              {runs.map((run, i) => (
                <td key={run.name} class="text">
                  {values[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
