/** Deepest nesting of an expression, so that every consumer may walk it by recursion. */
export const maximumDepth = 1000

/** Most nodes of an expression written out as a tree, so that no consumer runs away on shared sub-expressions. */
export const maximumNodes = 100_000
