import type { DataType, InputValue, OutputRow, OutputValue, Schema } from '../types.js'
import type { Entity, KeyType } from './entity.js'

/** What types are read off of a feature view, whatever its kind. */
interface TypedView {
  readonly keyColumns: readonly { readonly name: string; readonly type: DataType }[]
  readonly schema: Schema
  readonly resultName: string
}

/** A name and its type. */
interface Named<Name extends string = string, Type extends DataType = DataType> {
  readonly name: Name
  readonly type: Type
}

/** A union of named types as a schema. */
type SchemaOf<Entries extends Named> = { readonly [Entry in Entries as Entry['name']]: Entry['type'] }

/** The fields of a schema as a union of named types. */
type FieldsOf<S extends Schema> = { [K in keyof S & string]: Named<K, S[K]> }[keyof S & string]

/** The features of a view as `view__feature`. */
type FullFieldsOf<S extends Schema, View extends string> = {
  [K in keyof S & string]: Named<`${View}__${K}`, S[K]>
}[keyof S & string]

type FeatureNames<S> = S extends TypedView ? keyof S['schema'] & string : never

/** Names that several sources have for their features. */
type RepeatedNames<Sources extends readonly unknown[]> = Sources extends readonly [infer Head, ...infer Rest]
  ? (FeatureNames<Head> & FeatureNames<Rest[number]>) | RepeatedNames<Rest>
  : never

/** Names of the key columns of a union of views. */
type KeyNames<S> = S extends TypedView ? S['keyColumns'][number]['name'] : never

/** What one source lets a transform read; `Taken` are the names that are no feature's short name. */
type InputsOf<S, Taken extends string> = S extends TypedView
  ? S['keyColumns'][number] | FullFieldsOf<S['schema'], S['resultName']> | FieldsOf<Omit<S['schema'], Taken>>
  : S extends { readonly schema: infer Fields extends Schema }
    ? FieldsOf<Fields>
    : never

/**
 * What a transform over these sources may read: join keys, request fields, `view__feature`, and `feature` where that is
 * unambiguous. Where the types of a source are not known, any name.
 */
export type InputSchema<Sources extends readonly unknown[]> =
  string extends FeatureNames<Sources[number]>
    ? Schema
    : SchemaOf<InputsOf<Sources[number], RepeatedNames<Sources> | KeyNames<Sources[number]>>>

/** The entities of a union of views under the names of their key columns. */
export type EntitiesOf<Source> = Source extends TypedView ? EntityOf<Source['keyColumns'][number]> : never

type EntityOf<Key> = Key extends Named<infer Name, infer Type extends KeyType> ? Entity<string, Type, Name> : never

/** A row that a `rows` transform is given. */
export type TransformRow<Inputs extends Schema> = {
  readonly [K in keyof Inputs]: OutputValue<Inputs[K]> | null
}

/** A row that a `rows` transform returns. */
export type TransformResult<Features extends Schema> = {
  readonly [K in keyof Features]: InputValue<Features[K]> | null | undefined
}

/** The references, `view:feature`, that views can be asked for; a projection's alias stands for the view's name. */
export type FeatureReference<View> = View extends TypedView
  ? `${View['resultName']}:${keyof View['schema'] & string}`
  : never

/** The views of a union that a reference names. */
type ViewOfReference<View, Reference extends string> = View extends TypedView
  ? Reference extends `${View['resultName']}:${string}`
    ? View
    : never
  : never

/** The result fields that references give, as a union of named types. */
type ReferencedFields<View, Reference extends string, Full extends boolean> = View extends TypedView
  ? Reference extends `${View['resultName']}:${infer Feature extends keyof View['schema'] & string}`
    ? Named<Full extends true ? `${View['resultName']}__${Feature}` : Feature, View['schema'][Feature]>
    : never
  : never

type KeyFields<View> = View extends TypedView ? View['keyColumns'][number] : never

/**
 * A row of the answer to these references: the join keys of the views asked, and each feature as `feature`, or as
 * `view__feature` where `Full`; a value or null. Where the references are not known, any row.
 *
 * @example
 * type Row = FeatureRow<typeof stats, 'driver_stats:trips'> // { driver_id: bigint; trips: bigint | null }
 */
export type FeatureRow<View, Reference extends string, Full extends boolean = false> = string extends Reference
  ? OutputRow
  : {
      [Key in KeyFields<ViewOfReference<View, Reference>> as Key['name']]: OutputValue<Key['type']>
    } & {
      [Field in ReferencedFields<View, Reference, Full> as Field['name']]: OutputValue<Field['type']> | null
    }
