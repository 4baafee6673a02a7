/** What is to come before the first batch of an iterator. */

/** When an iterator is read for the first time. */
export interface ReadingOrder {
  /**
   * The first batch is asked for when this is settled: until it has been decoded, the lane does nothing else. It must not fail.
   */
  firstRead?: Promise<unknown> | undefined;
}
