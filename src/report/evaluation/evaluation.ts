/** What a checkpoint does on labelled images. */

/**
 * An evaluation, as `eval` writes it. Every number is finite, and there is one only where it means something: the others are
 * `null`.
 */
export interface Evaluation {
  model: EvaluatedModel;
  data: EvaluatedData;
  /** In the order of the network's outputs. */
  classNames: string[];
  /** Share of the images whose most probable class is their own; of equal probabilities the first counts. */
  accuracy: number;
  /** Share of the images whose own class is among the `k` most probable ones. */
  topK: { k: number; accuracy: number };
  /** Mean cross-entropy in nats: of `-ln(p + 1e-12)`, where p is the probability of the right class. */
  loss: number;
  /**
   * Means over the classes that occur, as labels or as predictions. What is `null` in {@link ClassScores} counts as 0, as in
   * scikit-learn.
   */
  macro: { precision: number; recall: number; f1: number };
  /** One for each class. */
  perClass: ClassScores[];
  /**
   * `confusion[i][j]`: images of class `i` that were taken for class `j`. `null` when there are more than
   * {@link MOST_CONFUSION_CLASSES} classes: it would fill the memory.
   */
  confusion: number[][] | null;
  /** The largest numbers of images of one class that were taken for another one, at most 100. */
  confusions: Confusion[];
  calibration: Calibration;
  /** Images that were taken for a wrong class, those with the highest probability of it first. */
  worst: Mistake[];
}

/** More classes have no whole confusion matrix. */
export const MOST_CONFUSION_CLASSES = 2048;

/** The checkpoint that was evaluated. */
export interface EvaluatedModel {
  prefix: string;
  epoch: number;
  /** Of `PREFIX-symbol.json`, in hexadecimal digits. */
  networkSha256: string;
  /** Of `PREFIX-NNNN.params`. */
  paramsSha256: string;
}

/** What it was evaluated on. */
export interface EvaluatedData {
  /** The record file or folder, as it was named. */
  path: string;
  /** How many were evaluated, each once. */
  images: number;
  /** How many were left out because they cannot be decoded. */
  skipped: number;
}

/** How well one class is recognized. */
export interface ClassScores {
  label: string;
  /** Its place among the network's outputs. */
  index: number;
  /** Images of the class. */
  support: number;
  /** Images that were taken for it. */
  predicted: number;
  /** Share of the `predicted` that are of the class; `null` when there are none. */
  precision: number | null;
  /** Share of the `support` that was recognized; `null` when there is none. */
  recall: number | null;
  /** Harmonic mean of both; `null` when the class is neither a label nor a prediction. */
  f1: number | null;
}

/** One class that was taken for another one. */
export interface Confusion {
  label: string;
  predicted: string;
  count: number;
}

/** Whether the probability of the predicted class tells how often it is right. */
export interface Calibration {
  /** Expected calibration error: the mean of `|accuracy - confidence|` over all images, by bins. */
  error: number;
  /** Of equal width, from 0 to 1. */
  bins: CalibrationBin[];
}

/** Images whose predicted class has a probability above `lower`, up to and with `upper`; the first bin has 0 too. */
export interface CalibrationBin {
  lower: number;
  upper: number;
  count: number;
  /** Their mean probability; `null` when there are none. */
  confidence: number | null;
  /** Share of them that are right; `null` when there are none. */
  accuracy: number | null;
}

/** An image, as messages and reports tell which one is meant. */
export interface ImagePlace {
  /** Its path: below the folder, or as the list beside the record file has it; `null` when there is no list. */
  file: string | null;
  /** Its number in the record file, or its place among the images of the folder, from 0. */
  id: number;
  /** Where its record begins; `null` in folders. */
  offset: number | null;
}

/** An image that was taken for a wrong class. */
export interface Mistake extends ImagePlace {
  label: string;
  predicted: string;
  /** Of the predicted class. */
  probability: number;
}
