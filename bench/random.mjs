/** The same numbers in every run; each at least 0 and less than 1. @param {number} [seed] */
export function randomNumbers(seed = 1) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
