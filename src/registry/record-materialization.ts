import type { MaterializationInterval, RegistryState } from './registry.js'

/**
 * Notes in a copy of the registry that a view was materialized for a window. Windows that overlap or touch become one.
 *
 * @param interval first and last microsecond, both included.
 */
export function recordMaterialization(
  state: RegistryState,
  view: string,
  interval: MaterializationInterval,
): RegistryState {
  const intervals = joined([...(state.materializations.get(view) ?? []), interval])
  const materializations = new Map(state.materializations).set(view, Object.freeze(intervals))
  const version = state.version + 1
  const data = [...materializations].map(([name, windows]) => ({
    view: name,
    intervals: windows.map(({ start, end }) => [String(start), String(end)] as const),
  }))
  return Object.freeze({
    ...state,
    version,
    materializations,
    data: { ...state.data, version, materializations: data },
  })
}

function joined(intervals: readonly MaterializationInterval[]): MaterializationInterval[] {
  const result: MaterializationInterval[] = []
  for (const next of [...intervals].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    const last = result.at(-1)
    if (last === undefined || next.start > last.end + 1n)
      result.push(Object.freeze({ start: next.start, end: next.end }))
    else if (next.end > last.end) result[result.length - 1] = Object.freeze({ start: last.start, end: next.end })
  }
  return result
}

/** The last microsecond for which a view was materialized; undefined where it never was. */
export function lastMaterialized(state: RegistryState, view: string): bigint | undefined {
  return state.materializations.get(view)?.at(-1)?.end
}
