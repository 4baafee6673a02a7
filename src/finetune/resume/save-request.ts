/** Saving when somebody asks for it. */

/** Asks a run to save its state as soon as it can, and to go on: what SIGUSR1 does. */
export class SaveRequest {
  #isOpen = false;

  /** Asks. */
  ask(): void {
    this.#isOpen = true;
  }

  /** Whether somebody has asked since this was called last. @internal */
  take(): boolean {
    const isOpen = this.#isOpen;
    this.#isOpen = false;
    return isOpen;
  }
}
