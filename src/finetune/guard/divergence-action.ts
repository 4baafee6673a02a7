/** What `--on-divergence` may be. */

/** What can be done about a loss that is not finite. */
export type DivergenceAction = 'stop' | 'skip' | 'halve-lr';

/** All there are. */
export const DIVERGENCE_ACTIONS: readonly DivergenceAction[] = ['stop', 'skip', 'halve-lr'];
