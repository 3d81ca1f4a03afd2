import type { ErrorCode } from '../errors.js'

/** How an error is told over HTTP. */
export interface HttpErrorForm {
  readonly status: number
  /** The class of `feast.errors` that Feast's clients raise; without one the body is the message alone. */
  readonly feastClass?: string
}

const client = (status: number, feastClass?: string): HttpErrorForm =>
  feastClass === undefined ? { status } : { status, feastClass }
/** The request is fine, something here is not. Feast's clients try again. */
const fault: HttpErrorForm = { status: 500 }
const unavailable: HttpErrorForm = { status: 503 }

/** The status of every error code. A mistake of the client is never a 5xx, which Feast's clients would repeat. */
export const errorTable: { readonly [C in ErrorCode]: HttpErrorForm } = {
  MILLRACE_FEATURE_VIEW_NOT_FOUND: client(404, 'FeatureViewNotFoundException'),
  MILLRACE_FEATURE_SERVICE_NOT_FOUND: client(404, 'FeatureServiceNotFoundException'),
  MILLRACE_FEATURE_NOT_FOUND: client(404, 'FeastObjectNotFoundException'),
  MILLRACE_OBJECT_NOT_FOUND: client(404, 'FeastObjectNotFoundException'),
  MILLRACE_MISSING_REQUEST_DATA: client(404, 'RequestDataNotFoundInEntityRowsException'),
  MILLRACE_PUSH_SOURCE_NOT_FOUND: client(422, 'PushSourceNotFoundException'),
  MILLRACE_FEATURE_NAME_COLLISION: client(400, 'FeatureNameCollisionError'),
  MILLRACE_INVALID_FEATURE_REFERENCE: client(400),
  MILLRACE_INVALID_ARGUMENT: client(400),
  MILLRACE_RAGGED_COLUMNS: client(400),
  MILLRACE_INVALID_VALUE: client(422),
  MILLRACE_VALUE_OUT_OF_RANGE: client(422),
  MILLRACE_MISSING_COLUMN: client(422),
  MILLRACE_MISSING_KEY: client(422),
  MILLRACE_UNSUPPORTED_TYPE: client(422),
  MILLRACE_INVALID_NAME: client(422),
  MILLRACE_DUPLICATE_NAME: client(422),
  MILLRACE_INVALID_DEFINITION: client(422),
  MILLRACE_REGISTRY_CONFLICT: client(409),
  MILLRACE_REQUEST_TOO_LARGE: client(413),
  MILLRACE_STORE_LOCKED: unavailable,
  MILLRACE_STORE_CLOSED: unavailable,
  MILLRACE_STORE_UNAVAILABLE: unavailable,
  MILLRACE_OUT_OF_MEMORY: unavailable,
  MILLRACE_THREAD_ENDED: unavailable,
  MILLRACE_CYCLE: fault,
  MILLRACE_EXPRESSION_TYPE: fault,
  MILLRACE_EXPRESSION_SYNTAX: fault,
  MILLRACE_UNKNOWN_FUNCTION: fault,
  MILLRACE_TRANSFORM_FAILED: fault,
  MILLRACE_TRANSFORM_NOT_LOADED: fault,
  MILLRACE_COMPILE_FAILED: fault,
  MILLRACE_BACKEND_NOT_FOUND: fault,
  MILLRACE_BACKEND_UNSUPPORTED: fault,
  MILLRACE_INVALID_FRAME: fault,
  MILLRACE_INVALID_CONFIG: fault,
  MILLRACE_REGISTRY_CORRUPT: fault,
  MILLRACE_ROW_CORRUPT: fault,
  MILLRACE_SCHEMA_MISMATCH: fault,
  MILLRACE_PARQUET_CORRUPT: fault,
  MILLRACE_DATASET_CORRUPT: fault,
  MILLRACE_JOURNAL_CORRUPT: fault,
  MILLRACE_FILE_NOT_FOUND: fault,
  MILLRACE_PORT_IN_USE: fault,
  MILLRACE_PACKAGE_NOT_FOUND: fault,
}
