import type { AggregateFunction } from '../backends/backend.js'
import type { Expression, Fields } from '../expr/builder.js'
import type { DataType, InputRow, Schema } from '../types.js'
import type { Aggregation } from './aggregation.js'
import type { Entity } from './entity.js'
import type { FeatureView, ViewOptions } from './feature-view.js'
import type { FileSource } from './file-source.js'
import type { InputSchema, TransformRow } from './inference.js'
import type { ExpressionInput } from './transform-options.js'
import type { ArrowFunction, Transformation } from './transformation.js'

/** Aggregations by the names of their results. */
export type Aggregations = Readonly<Record<string, Aggregation>>

/** The type of an aggregation over a column of type T, as `aggregationType` computes it. */
export type AggregatedType<Fn extends AggregateFunction, T extends DataType> = Fn extends 'count' | 'count_distinct'
  ? 'int64'
  : Fn extends 'mean' | 'std' | 'var'
    ? 'float64'
    : Fn extends 'sum'
      ? T extends 'int32' | 'int64'
        ? 'int64'
        : 'float64'
      : T

type AggregatedSchema<Aggs extends Aggregations, Columns extends Schema> = {
  readonly [K in keyof Aggs]: AggregatedType<
    Aggs[K]['fn'],
    Aggs[K] extends Aggregation<AggregateFunction, infer Column>
      ? Column extends keyof Columns
        ? Columns[Column]
        : DataType
      : never
  >
}

/** A schema, or another where it was not given. */
export type SchemaOr<S extends Schema, Other extends Schema> = string extends keyof S ? Other : S

type KeySchema<E extends Entity> = { readonly [Each in E as Each['joinKey']]: Each['type'] }

/** What a batch view's transform may read: its sources' features, or the columns of its file. */
export type BatchInputSchema<
  E extends Entity,
  Sources extends readonly FeatureView[],
  Raw extends Schema,
> = Sources extends readonly []
  ? string extends keyof KeySchema<E>
    ? Schema
    : KeySchema<E> & Raw
  : InputSchema<Sources>

/** What a batch view's filter and aggregations may read: inputs with the transform's outputs put over them. */
type BatchColumns<Inputs extends Schema, Outputs extends Schema> = string extends keyof Inputs
  ? Schema
  : string extends keyof Outputs
    ? Inputs
    : {
        readonly [K in keyof Inputs | keyof Outputs]: K extends keyof Outputs
          ? Outputs[K]
          : K extends keyof Inputs
            ? Inputs[K]
            : never
      }

/** A batch view's features: its schema where given, else its aggregations, else its transform's outputs. */
export type BatchFeatures<
  Declared extends Schema,
  Aggs extends Aggregations,
  Outputs extends Schema,
  Inputs extends Schema,
> = SchemaOr<Declared, string extends keyof Aggs ? Outputs : AggregatedSchema<Aggs, BatchColumns<Inputs, Outputs>>>

type BatchTransform<Outputs extends Schema, Inputs extends Schema> =
  | {
      readonly mode?: 'expr'
      readonly transform?: (
        inputs: Fields<Inputs>,
      ) => { readonly [K in keyof Outputs]: Expression<Outputs[K]> } & Readonly<Record<string, Expression>>
    }
  | {
      readonly mode?: 'expr' | 'assemblyscript'
      readonly transform: Readonly<Record<string, ExpressionInput>> | Transformation
    }
  | {
      readonly mode: 'rows'
      readonly transform: ((row: TransformRow<Inputs>) => InputRow) | Transformation
      readonly version?: string
    }
  | { readonly mode: 'arrow'; readonly transform: ArrowFunction | Transformation; readonly version?: string }

/**
 * The options of a batch feature view: `sources`, or `source`, and what is computed from them, in this order: the other
 * sources are joined to the first, then `transform`, `filter`, `aggregations`.
 */
export type BatchFeatureViewOptions<
  Name extends string,
  E extends Entity,
  Sources extends readonly FeatureView[],
  Raw extends Schema,
  Declared extends Schema,
  Outputs extends Schema,
  Aggs extends Aggregations,
> = ViewOptions<Name> & {
  readonly entities: readonly E[]
  /** The first is the spine; each other is joined to it as of its rows' time, on columns of its key columns' names. */
  readonly sources?: Sources
  /** The files that are read, where there are no `sources`. */
  readonly source?: FileSource
  /** The columns of `source` that are read and their types, without join keys; by default `schema`. */
  readonly sourceSchema?: Raw
  /** The view's features; by default the aggregations, else the transform's outputs, else the sources' features. */
  readonly schema?: Declared
  /** The transform's outputs, where there are aggregations and the transform's mode is not `expr`. */
  readonly transformSchema?: Outputs
} & BatchTransform<Outputs, BatchInputSchema<E, Sources, SchemaOr<Raw, Declared>>> & {
    /** Rows where this is not true are left out; it reads inputs and the transform's outputs. */
    readonly filter?:
      | ((
          columns: Fields<BatchColumns<BatchInputSchema<E, Sources, SchemaOr<Raw, Declared>>, Outputs>>,
        ) => Expression<'bool'>)
      | ExpressionInput
    /**
     * Aggregations by the view's join keys, over the window that is materialized: `{ total: sum('amount') }`. A group's
     * event timestamp is its rows' greatest.
     */
    readonly aggregations?: Aggs
  }
