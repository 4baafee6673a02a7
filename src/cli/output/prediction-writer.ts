/** What is on images, image by image. */

import type { Prediction } from '../../predictor/predictions.js';
import { csvField } from '../../text/csv.js';
import { type Session, writeJson } from '../io.js';

/** Writes what is on one image. */
export type PredictionWriter = (file: string, predictions: readonly Prediction[]) => void;

/** A table for people, one JSON object for each image, or one line of CSV for each image and class. */
export function predictionWriter(
  session: Session,
  { json, csv }: { json: boolean; csv: boolean },
): PredictionWriter {
  if (json) return (file, predictions) => writeJson(session, { file, predictions });
  if (!csv) return (file, predictions) => void session.stdout.write(table(file, predictions));
  session.stdout.write('file,rank,label,index,probability\n');
  return (file, predictions) => void session.stdout.write(csvLines(file, predictions));
}

function table(file: string, predictions: readonly Prediction[]): string {
  const rows = predictions.map(
    ({ label, index, probability }) =>
      `  ${probability.toFixed(4)}  ${String(index).padStart(4)}  ${label}\n`,
  );
  return `${file}\n${rows.join('')}`;
}

function csvLines(file: string, predictions: readonly Prediction[]): string {
  const lines = predictions.map(({ label, index, probability }, rank) =>
    [csvField(file), rank + 1, csvField(label), index, probability].join(','),
  );
  return lines.map((line) => `${line}\n`).join('');
}
