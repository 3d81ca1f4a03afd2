/**
 * The stable codes of {@link MillraceError}, by what went wrong. A code never changes its meaning; messages may.
 */
export type ErrorCode =
  /** A definition's name is not `^[A-Za-z_][A-Za-z0-9_]{0,127}$`. */
  | 'MILLRACE_INVALID_NAME'
  /** Two definitions, or two fields of one, share a name. */
  | 'MILLRACE_DUPLICATE_NAME'
  /** A definition contradicts itself or lacks something. */
  | 'MILLRACE_INVALID_DEFINITION'
  /** Views depend on each other in a circle; `path` names it. */
  | 'MILLRACE_CYCLE'
  /** No feature view of that name. */
  | 'MILLRACE_FEATURE_VIEW_NOT_FOUND'
  /** The view has no such feature. */
  | 'MILLRACE_FEATURE_NOT_FOUND'
  /** No feature service of that name. */
  | 'MILLRACE_FEATURE_SERVICE_NOT_FOUND'
  /** No push source of that name. */
  | 'MILLRACE_PUSH_SOURCE_NOT_FOUND'
  /** No entity, data source or other definition of that name. */
  | 'MILLRACE_OBJECT_NOT_FOUND'
  /** A feature reference is not `view:feature`. */
  | 'MILLRACE_INVALID_FEATURE_REFERENCE'
  /** Two requested features would have the same name in the answer. */
  | 'MILLRACE_FEATURE_NAME_COLLISION'
  /** A value is not of its field's type. */
  | 'MILLRACE_INVALID_VALUE'
  /** A number does not fit its field's type. */
  | 'MILLRACE_VALUE_OUT_OF_RANGE'
  /** A required column or key is missing. */
  | 'MILLRACE_MISSING_COLUMN'
  /** Columns of one batch have different lengths. */
  | 'MILLRACE_RAGGED_COLUMNS'
  /** A join key is null or absent. */
  | 'MILLRACE_MISSING_KEY'
  /** A view needs request data that neither the rows nor a default give. */
  | 'MILLRACE_MISSING_REQUEST_DATA'
  /** An argument of a call is wrong: an empty list, a start after its end, an unknown option. */
  | 'MILLRACE_INVALID_ARGUMENT'
  /** A type, or an operation on a type, that is not supported. */
  | 'MILLRACE_UNSUPPORTED_TYPE'
  /** An expression does not type-check. */
  | 'MILLRACE_EXPRESSION_TYPE'
  /** The text of an expression does not parse; `position` is the offset. */
  | 'MILLRACE_EXPRESSION_SYNTAX'
  /** No function of that name. */
  | 'MILLRACE_UNKNOWN_FUNCTION'
  /** A user's transform threw or returned something that is not what it declared. */
  | 'MILLRACE_TRANSFORM_FAILED'
  /** The transform's code is not here: the registry holds definitions, not functions. */
  | 'MILLRACE_TRANSFORM_NOT_LOADED'
  /** A user's AssemblyScript does not compile. */
  | 'MILLRACE_COMPILE_FAILED'
  /** No backend of that name is registered. */
  | 'MILLRACE_BACKEND_NOT_FOUND'
  /** The backend does not do this; its `supports` says so. */
  | 'MILLRACE_BACKEND_UNSUPPORTED'
  /** A frame was used after its release, or with a backend that did not make it. */
  | 'MILLRACE_INVALID_FRAME'
  /** WebAssembly memory is exhausted. */
  | 'MILLRACE_OUT_OF_MEMORY'
  /** A thread of the worker pool was ended from outside in the middle of its work. */
  | 'MILLRACE_THREAD_ENDED'
  /** feature_store.yaml is wrong. */
  | 'MILLRACE_INVALID_CONFIG'
  /** The registry file is damaged or of a newer version. */
  | 'MILLRACE_REGISTRY_CORRUPT'
  /** Another process changed the registry in between. */
  | 'MILLRACE_REGISTRY_CONFLICT'
  /** A stored online row is damaged. */
  | 'MILLRACE_ROW_CORRUPT'
  /** A stored row's schema is not the view's. */
  | 'MILLRACE_SCHEMA_MISMATCH'
  /** A Parquet file is damaged or truncated. */
  | 'MILLRACE_PARQUET_CORRUPT'
  /** An offline data set's manifest is damaged, or a part does not match it. */
  | 'MILLRACE_DATASET_CORRUPT'
  /** The write-ahead journal is damaged. */
  | 'MILLRACE_JOURNAL_CORRUPT'
  /** A file is not there. */
  | 'MILLRACE_FILE_NOT_FOUND'
  /** Another process holds the store. */
  | 'MILLRACE_STORE_LOCKED'
  /** The store is closed. */
  | 'MILLRACE_STORE_CLOSED'
  /** The store does not answer: down, hung or refusing. */
  | 'MILLRACE_STORE_UNAVAILABLE'
  /** The port is taken. */
  | 'MILLRACE_PORT_IN_USE'
  /** An optional package is not installed. */
  | 'MILLRACE_PACKAGE_NOT_FOUND'
  /** A request body is larger, deeper or longer than the server takes. */
  | 'MILLRACE_REQUEST_TOO_LARGE'

/** What an error knows beyond its sentence. */
export interface ErrorValues {
  readonly cause?: unknown
  readonly [key: string]: unknown
}

/**
 * The one error this library throws on purpose.
 *
 * `code` is stable; `values` holds what broke the rule, by name; the message ends with them and the remedy.
 *
 * @example
 * try { await store.push('nope', []) } catch (error) {
 *   if (error instanceof MillraceError && error.code === 'MILLRACE_PUSH_SOURCE_NOT_FOUND') console.log(error.values.name)
 * }
 */
export class MillraceError extends Error {
  override readonly name = 'MillraceError'
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, { cause, ...values }: ErrorValues = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.values = values
  }
}
