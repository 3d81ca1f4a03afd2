/** What of a view is used, and under which names. */
export interface Projection {
  /** The view's own name. */
  readonly name: string
  /** The name that references and results use instead of the view's own. */
  readonly alias?: string
  /** The chosen features, in order. */
  readonly features: readonly string[]
  /** The view's join key -> the column that holds it in the rows that ask. */
  readonly joinKeyMap?: Readonly<Record<string, string>>
}
