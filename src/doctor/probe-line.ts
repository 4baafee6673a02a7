/** What the probe and the doctor say to each other. */

/** One line of the probe's. */
export type ProbeLine =
  | { step: string }
  | { failed: string; code: string; message: string }
  | { version: string }
  | { features: string[] }
  | { gpus: number }
  | { device: string };
