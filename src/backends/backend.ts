import type { Table } from 'apache-arrow'
import { checkOptions } from '../arrow/check-options.js'
import { assertDataType, invalidArgument } from '../arrow/invalid-value.js'
import { assertLengths, tableFromColumns } from '../arrow/table-from-columns.js'
import { columnsFromRows, type TableFromRowsOptions } from '../arrow/table-from-rows.js'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { Expr, TypedExpr } from '../expr/ir.js'
import type { DataType, InputRow, Schema } from '../types.js'
import type { Aggregation } from './aggregation.js'
import { assertAggregation, assertSameColumns, completeSortKey } from './check-arguments.js'
import { assertColumns, assertDistinct, assertScalar, columnType, type Named, namedEntries } from './check-columns.js'
import { assertJoinable, assertTimestamp, columnsBesides } from './join-columns.js'
import type { AsofJoinOptions, CompleteAsofJoinOptions, JoinOptions } from './join-options.js'
import { assertSupported, typedExpression } from './typed-expressions.js'

export type { AggregateFunction, Aggregation } from './aggregation.js'
export type { AsofJoinOptions, CompleteAsofJoinOptions, JoinOptions, JoinType } from './join-options.js'

/** What a backend does, told before it is asked. Frozen. */
export interface BackendSupports {
  /** Functions of the table it lacks. */
  readonly missingFunctions: readonly string[]
  /** Types it cannot hold. */
  readonly missingTypes: readonly DataType[]
  /** Whether every operation gives the bits the `js` reference gives. */
  readonly bitIdentical: boolean
}

/** One sort key. Nulls come last either way unless `nulls` says 'first'; NaN is the greatest value; -0 equals 0. */
export interface SortKey {
  readonly column: string
  /** Greatest first; default false. Rows with equal keys keep their order either way. */
  readonly descending?: boolean
  /** Where nulls go, whatever `descending` says; default 'last'. */
  readonly nulls?: 'first' | 'last'
}

/** Computes columns from columns, all of `length` rows: a few. */
export type FewRows = (columns: ReadonlyMap<string, Column>, length: number) => ReadonlyMap<string, Column>

/** An expression: its IR, or something that carries it, such as the builder's Expression. */
export type ExpressionLike = Expr | { readonly ir: Expr }

/**
 * A data frame engine: tables cross it as Arrow, operations keep to the engine's own frames.
 *
 * Public methods validate (names, types, arguments) and throw {@link MillraceError}; the `_methods` are all that an
 * implementer writes, and they may assume valid arguments. A frame is immutable: every operation gives a new one. A
 * frame may have no columns and still has its number of rows. `release` frees what a frame holds, doing nothing the
 * second time; a frame that is never released is freed when it is garbage collected. `columns`, `rows`, `toArrow` and so
 * every operation throw MILLRACE_INVALID_FRAME for a released frame or another backend's.
 *
 * Buffers are immutable too, as everywhere in Arrow: a frame reads those that it was given when an operation first needs
 * them, and what `toArrow` gives may be shared with other frames. Write to none and transfer none; copy what is to change.
 *
 * Order is part of the contract: select, rename, withColumns, filter, left and inner join and asofJoin keep the left
 * rows' order (a join lists the matches of one left row in right order); groupbyAgg gives groups in order of first
 * appearance; dropDuplicates keeps survivors in input order; sort is stable.
 *
 * Values order as: false before true; numbers by value, NaN after all of them, -0 equal to 0; strings and bytes by
 * unsigned bytes, a prefix first; timestamps by time. Keys are equal as they order, so NaN equals NaN and -0 equals 0;
 * null equals null in groupbyAgg and dropDuplicates, and matches nothing in joins. Lists neither order nor are keys.
 *
 * A NaN is one value: its sign and payload bits are not part of the contract. Nothing else about a bit is left open.
 *
 * @example
 * const backend = BackendFactory.get('wasm')
 * const frame = backend.fromArrow(table)
 * const result = await backend.toArrow(backend.filter(frame, col('conv_rate').gt(0.5)))
 */
export abstract class DataFrameBackend<F extends object = object> {
  abstract readonly name: string
  abstract readonly supports: BackendSupports

  /**
   * Takes an Arrow table in. Timestamps of any unit become microseconds, small integers widen, dictionaries
   * decode: how an engine keeps them inside does not show.
   *
   * Throws MILLRACE_UNSUPPORTED_TYPE, MILLRACE_VALUE_OUT_OF_RANGE, MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_VALUE and
   * MILLRACE_INVALID_ARGUMENT as `columnsFromTable` does.
   */
  abstract fromArrow(table: Table): F
  /** Gives the frame as an Arrow table, which stays as it is when the frame is released. */
  abstract toArrow(frame: F): Table | Promise<Table>
  /** The frame's columns and their types, in order. */
  abstract columns(frame: F): Schema
  /** The number of rows. */
  abstract rows(frame: F): number
  /** Frees what the frame holds; using it afterwards is an error. */
  abstract release(frame: F): void

  /** All columns have `length` rows. Override it where a frame can be made of them without a table. */
  protected _fromColumns(columns: ReadonlyMap<string, Column>, length: number): F {
    return this.fromArrow(tableFromColumns(columns, length))
  }
  protected abstract _select(frame: F, names: readonly string[]): F
  /** `names` maps old names to new ones; columns it does not name keep theirs. */
  protected abstract _rename(frame: F, names: ReadonlyMap<string, string>): F
  /** The same expression over columns of the same types is always the same object. */
  protected abstract _withColumns(frame: F, expressions: ReadonlyMap<string, TypedExpr>): F
  /** `condition` is of type bool; the same condition over columns of the same types is always the same object. */
  protected abstract _filter(frame: F, condition: TypedExpr): F
  /** `offset + length` is at most the frame's rows. */
  protected abstract _slice(frame: F, offset: number, length: number): F
  /** The result's right columns are what `joinedColumns` lists. */
  protected abstract _join(left: F, right: F, options: Required<JoinOptions>): F
  /** The result's right columns are what `joinedColumns` lists. */
  protected abstract _asofJoin(left: F, right: F, options: CompleteAsofJoinOptions): F
  /** `aggregationType` gives the types of the result. */
  protected abstract _groupbyAgg(frame: F, keys: readonly string[], aggregations: ReadonlyMap<string, Aggregation>): F
  protected abstract _dropDuplicates(frame: F, keys: readonly string[], orderBy: readonly string[]): F
  protected abstract _sort(frame: F, by: readonly Required<SortKey>[]): F
  /** Two frames or more, all with the columns of the first in its order. */
  protected abstract _concat(frames: readonly F[]): F

  /**
   * Takes columns of `length` rows in: what `columnsFromTable` and `columnFromValues` give, without a table around them.
   *
   * Throws MILLRACE_RAGGED_COLUMNS where one has another length, MILLRACE_UNSUPPORTED_TYPE where one has none of the types,
   * and MILLRACE_INVALID_ARGUMENT for what is no Map and a length that is no integer from 0.
   *
   * @example
   * backend.fromColumns(new Map([['id', columnFromValues('int64', [1, 2], 'id')]]), 2)
   */
  fromColumns(columns: ReadonlyMap<string, Column>, length: number): F {
    if (!(columns instanceof Map)) throw invalidArgument('Columns come as a Map of names to columns', columns)
    if (!Number.isSafeInteger(length) || length < 0) throw invalidArgument('A length is a number of rows', length)
    for (const [name, column] of columns) assertDataType(column?.type, name)
    assertLengths(columns, length)
    return this._fromColumns(columns, length)
  }

  /**
   * Takes row objects in: what `tableFromRows` makes a table of, without the table. Throws what that does.
   *
   * @example
   * backend.fromRows({ id: Int64, score: Float32 }, [{ id: 1, score: 0.5 }, { id: 2 }])
   */
  fromRows(schema: Schema, rows: readonly InputRow[], options: TableFromRowsOptions = {}): F {
    return this._fromColumns(columnsFromRows(schema, rows, options), rows.length)
  }

  /**
   * Compiles expressions into a function for rows so few that to make a frame of them takes longer than to compute them:
   * a request. It gives the bits that {@link withColumns} does. Null, as by default, where frames serve them as well.
   *
   * Compiling takes about a millisecond, so keep what it gives.
   *
   * @param schema the columns there are.
   * @param stages expressions by name; each stage reads the columns and what the stages before it compute.
   * @param outputs the names that are wanted of what the stages compute.
   *
   * @example
   * const stage = new Map([['far', parseExpression('distance_km > 100')]])
   * const compute = backend.compileFewRows({ distance_km: Float64 }, [stage], ['far'])
   * compute?.(columnsFromTable(table), 2).get('far')
   */
  compileFewRows(
    _schema: Schema,
    _stages: readonly ReadonlyMap<string, Expr>[],
    _outputs: readonly string[],
  ): FewRows | null {
    return null
  }

  /**
   * Keeps the columns `names`, in that order.
   *
   * Throws MILLRACE_MISSING_COLUMN, MILLRACE_DUPLICATE_NAME.
   */
  select(frame: F, names: readonly string[]): F {
    assertColumns(this.columns(frame), names, 'The selected columns')
    return this._select(frame, names)
  }

  /**
   * Renames columns, old name to new; the rest keep their names, and all their places. Names may be swapped.
   *
   * Throws MILLRACE_MISSING_COLUMN, and MILLRACE_DUPLICATE_NAME where the result would have a name twice.
   */
  rename(frame: F, names: Named<string>): F {
    const schema = this.columns(frame)
    const renames = new Map(namedEntries(names, 'The new names'))
    for (const [name, target] of renames) {
      columnType(schema, name)
      if (typeof target !== 'string') throw invalidArgument(`The new name of column '${name}' must be a string`, target)
    }
    assertDistinct(
      Object.keys(schema).map((name) => renames.get(name) ?? name),
      'The renamed frame',
    )
    return this._rename(frame, renames)
  }

  /**
   * Computes columns. Every expression reads the given frame; a column of an existing name is replaced in its place, new
   * ones follow in order.
   *
   * Throws MILLRACE_EXPRESSION_TYPE, MILLRACE_UNKNOWN_FUNCTION, MILLRACE_FEATURE_NOT_FOUND (a column that is not there)
   * and MILLRACE_BACKEND_UNSUPPORTED.
   *
   * @example
   * backend.withColumns(frame, { score: col('conv_rate').mul(0.7) })
   */
  withColumns(frame: F, expressions: Named<ExpressionLike>): F {
    const schema = this.columns(frame)
    const typed = new Map<string, TypedExpr>()
    for (const [name, expression] of namedEntries(expressions, 'The columns to compute')) {
      typed.set(name, this.#typed(expression, schema))
    }
    return this._withColumns(frame, typed)
  }

  /**
   * Keeps the rows for which the condition is true, and neither false nor null.
   *
   * Throws what {@link withColumns} does, and MILLRACE_EXPRESSION_TYPE where the condition is not a bool.
   */
  filter(frame: F, condition: ExpressionLike): F {
    const typed = this.#typed(condition, this.columns(frame))
    if (typed.type === 'bool') return this._filter(frame, typed)
    throw new MillraceError(
      'MILLRACE_EXPRESSION_TYPE',
      `A filter's condition must be a bool; compare it: ${typed.type}`,
      {
        type: typed.type,
      },
    )
  }

  /**
   * Keeps at most `length` rows (default all) from row `offset` on; what lies beyond the end is left out.
   *
   * Throws MILLRACE_INVALID_ARGUMENT unless both are integers from 0.
   */
  slice(frame: F, offset: number, length: number = Number.MAX_SAFE_INTEGER): F {
    const rows = this.rows(frame)
    for (const value of [offset, length]) {
      if (!Number.isInteger(value) || value < 0) throw invalidArgument('A slice takes row counts from 0', value)
    }
    const start = Math.min(offset, rows)
    return this._slice(frame, start, Math.min(length, rows - start))
  }

  /**
   * Joins on equal keys: all left columns, then the right ones but the keys, or of these `columns`. `left` keeps left rows
   * without a match, with nulls on the right.
   *
   * Throws MILLRACE_MISSING_COLUMN, MILLRACE_INVALID_ARGUMENT (no keys, keys of different types, a key among `columns`, an
   * unknown `how`), MILLRACE_UNSUPPORTED_TYPE (a list as key) and MILLRACE_DUPLICATE_NAME (the suffix makes a name that is
   * taken).
   *
   * @example
   * backend.join(trips, drivers, { on: ['driver_id'], how: 'left' })
   */
  join(left: F, right: F, options: JoinOptions): F {
    checkOptions(options, ['on', 'how', 'suffix', 'columns'], 'join')
    const { on, how = 'inner', suffix = '_right' } = options
    const [leftSchema, rightSchema] = [this.columns(left), this.columns(right)]
    if (on?.length === 0) throw invalidArgument('A join needs at least one key', on)
    assertColumns(leftSchema, on, 'The keys of a join')
    const columns = options.columns ?? columnsBesides(rightSchema, on)
    assertJoinable(leftSchema, rightSchema, { on, suffix, columns })
    if (how !== 'inner' && how !== 'left') throw invalidArgument("A join is 'inner' or 'left'", how)
    return this._join(left, right, { on, how, suffix, columns })
  }

  /**
   * Joins each left row to the one right row that was current at its time: of the rows with equal keys and
   * `rightTime <= leftTime`, and where `ttl` is above 0 also `rightTime >= leftTime - ttl` (both inclusive, computed
   * without overflow), the one with the greatest (rightTime, tieBreaker), of equal ones the last in input order. Every
   * left row survives once, with nulls on the right where nothing matches.
   *
   * Throws what {@link join} does, and MILLRACE_INVALID_ARGUMENT for a time that is no timestamp column or a ttl below 0.
   *
   * @example
   * backend.asofJoin(entityRows, stats, { on: ['driver_id'], leftTime: 'at', rightTime: 'event_timestamp' })
   */
  asofJoin(left: F, right: F, options: AsofJoinOptions): F {
    checkOptions(options, asofJoinOptions, 'asofJoin')
    const { on, leftTime, rightTime, tieBreaker, ttl = 0n, suffix = '_right' } = options
    const rightSchema = this.columns(right)
    assertColumns(this.columns(left), on, 'The keys of a join')
    const columns = options.columns ?? columnsBesides(rightSchema, on)
    assertJoinable(this.columns(left), rightSchema, { on, suffix, columns })
    assertTimestamp(this.columns(left), leftTime, 'leftTime')
    assertTimestamp(rightSchema, rightTime, 'rightTime')
    if (tieBreaker !== undefined) assertTimestamp(rightSchema, tieBreaker, 'tieBreaker')
    if (typeof ttl !== 'bigint' || ttl < 0n) throw invalidArgument('A ttl is a bigint of microseconds from 0n', ttl)
    return this._asofJoin(left, right, { ...options, ttl, suffix, columns })
  }

  /**
   * Groups rows of equal keys and aggregates each group: the key columns (of each group's first row), then one column an
   * aggregation, in order. Null is a key like any other. Without keys all rows are one group, and no rows no group.
   *
   * Throws MILLRACE_MISSING_COLUMN, MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_ARGUMENT (an unknown function, a missing
   * column name) and MILLRACE_UNSUPPORTED_TYPE.
   *
   * @example
   * backend.groupbyAgg(trips, ['driver_id'], { total: { fn: 'sum', column: 'fare' }, trips: { fn: 'count' } })
   */
  groupbyAgg(frame: F, keys: readonly string[], aggregations: Named<Aggregation>): F {
    const schema = this.columns(frame)
    const entries = namedEntries(aggregations, 'The aggregations')
    assertColumns(schema, keys, 'The keys of a group-by')
    for (const key of keys) assertScalar(schema, key, 'A group-by key')
    assertDistinct([...keys, ...entries.map(([name]) => name)], 'The result of a group-by')
    for (const [name, aggregation] of entries) assertAggregation(schema, name, aggregation)
    return this._groupbyAgg(frame, keys, new Map(entries))
  }

  /**
   * Keeps one row a key: the greatest by `orderBy` (compared column by column; null before every value), of equal ones,
   * and without `orderBy`, the last in input order. Null is a key like any other; without keys all rows have one key.
   *
   * Throws MILLRACE_MISSING_COLUMN, MILLRACE_DUPLICATE_NAME, MILLRACE_UNSUPPORTED_TYPE.
   */
  dropDuplicates(frame: F, keys: readonly string[], orderBy: readonly string[] = []): F {
    const schema = this.columns(frame)
    assertColumns(schema, keys, 'The keys of dropDuplicates')
    assertColumns(schema, orderBy, 'The order of dropDuplicates')
    for (const name of [...keys, ...orderBy]) assertScalar(schema, name, 'A key or order of dropDuplicates')
    return this._dropDuplicates(frame, keys, orderBy)
  }

  /**
   * Sorts by the first key, rows equal in it by the second, and so on; stable. A key is a column's name or a
   * {@link SortKey}.
   *
   * Throws MILLRACE_MISSING_COLUMN, MILLRACE_UNSUPPORTED_TYPE, and MILLRACE_INVALID_ARGUMENT without keys.
   */
  sort(frame: F, by: readonly (string | SortKey)[]): F {
    const schema = this.columns(frame)
    if (!Array.isArray(by) || by.length === 0) throw invalidArgument('A sort needs a list of at least one key', by)
    const keys = by.map((key) => completeSortKey(typeof key === 'string' ? { column: key } : key))
    for (const { column } of keys) assertScalar(schema, column, 'A sort key')
    return this._sort(frame, keys)
  }

  /**
   * Puts frames of the same columns one after the other, in the first's column order.
   *
   * Throws MILLRACE_INVALID_ARGUMENT without frames or where names or types differ.
   */
  concat(frames: readonly F[]): F {
    if (!Array.isArray(frames) || frames.length === 0)
      throw invalidArgument('concat needs a list of at least one frame', frames)
    const [first, ...rest] = frames as [F, ...F[]]
    const schema = this.columns(first)
    const names = Object.keys(schema)
    if (rest.length === 0) return this._select(first, names)
    for (const [index, frame] of rest.entries()) assertSameColumns(schema, this.columns(frame), index + 1)
    const reordered: F[] = []
    try {
      const aligned = rest.map((frame) => {
        if (Object.keys(this.columns(frame)).every((name, place) => name === names[place])) return frame
        const selected = this._select(frame, names)
        reordered.push(selected)
        return selected
      })
      return this._concat([first, ...aligned])
    } finally {
      for (const frame of reordered) this.release(frame)
    }
  }

  #typed(expression: ExpressionLike, schema: Schema): TypedExpr {
    const carrier = expression as { readonly ir?: Expr } | null | undefined
    const typed = typedExpression(carrier?.ir ?? (expression as Expr), schema)
    assertSupported(typed, this.supports.missingFunctions, this.name)
    return typed
  }
}

const asofJoinOptions = ['on', 'leftTime', 'rightTime', 'tieBreaker', 'ttl', 'suffix', 'columns']
