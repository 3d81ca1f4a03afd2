export { columnFromValues } from './arrow/column-from-values.js'
export { columnFromVector } from './arrow/column-from-vector.js'
export { columnToVector } from './arrow/column-to-vector.js'
export { columnsFromTable, tableFromColumns } from './arrow/table-from-columns.js'
export { rowsFromTable, type TableFromRowsOptions, tableFromRows } from './arrow/table-from-rows.js'
export {
  type AggregateFunction,
  type Aggregation,
  type AsofJoinOptions,
  type BackendSupports,
  type CompleteAsofJoinOptions,
  DataFrameBackend,
  type ExpressionLike,
  type FewRows,
  type JoinOptions,
  type JoinType,
  type SortKey,
} from './backends/backend.js'
export { BackendFactory, type MakeBackend } from './backends/factory.js'
export { JsBackend } from './backends/js/js-backend.js'
export type { JsFrame } from './backends/js/js-frame.js'
export { type CompiledRows, compileRows } from './backends/rows/compile-rows.js'
export type { WasmBackendOptions } from './backends/wasm/parallelism.js'
export { WasmBackend } from './backends/wasm/wasm-backend.js'
export type { WasmFrame } from './backends/wasm/wasm-frame.js'
export type { Column, ValueBuffer } from './column.js'
export { type ErrorCode, type ErrorValues, MillraceError } from './errors.js'
export {
  coalesce,
  col,
  concat,
  cross,
  Expression,
  greatest,
  haversine,
  least,
  lit,
  when,
} from './expr/builder.js'
export { expr } from './expr/expr.js'
export { functions } from './expr/functions.js'
export { inferType } from './expr/infer.js'
export type { CallExpr, ColumnExpr, Expr, LiteralExpr, TypedExpr } from './expr/ir.js'
export { parseExpression } from './expr/parse.js'
export { printExpression } from './expr/print.js'
export { deserializeExpression, type SerializedExpression, serializeExpression } from './expr/serialize.js'
export {
  ArrayOf,
  type ArrayType,
  Bool,
  Bytes,
  type DataType,
  Float32,
  Float64,
  type InputRow,
  type InputValue,
  Int32,
  Int64,
  type OutputRow,
  type OutputValue,
  type ScalarType,
  type Schema,
  String,
  UnixTimestamp,
  type Value,
} from './types.js'
