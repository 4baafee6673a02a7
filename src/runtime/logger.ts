/** Where messages for people go. */

/** Takes whole lines, without a line break at the end. */
export interface Logger {
  info(message: string): void;
  warning(message: string): void;
}

/** Says nothing. */
export const SILENT: Logger = { info: () => {}, warning: () => {} };
