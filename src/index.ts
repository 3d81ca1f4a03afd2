export { columnsFromTable, tableFromColumns } from './arrow/table-from-columns.js'
export { rowsFromTable, tableFromRows } from './arrow/table-from-rows.js'
export { DataFrameBackend } from './backends/backend.js'
export { BackendFactory, type MakeBackend } from './backends/factory.js'
export type { Column } from './column.js'
export {
  type Aggregation,
  count,
  countDistinct,
  first,
  last,
  max,
  mean,
  min,
  std,
  sum,
  variance,
} from './definitions/aggregation.js'
export { BaseFeatureView } from './definitions/base-feature-view.js'
export { BatchFeatureView } from './definitions/batch-feature-view.js'
export type { Definition, ReferenceOf, ViewsOf } from './definitions/definition.js'
export { days, hours, minutes, seconds } from './definitions/duration.js'
export { Entity } from './definitions/entity.js'
export { FeatureService } from './definitions/feature-service.js'
export { FeatureView } from './definitions/feature-view.js'
export { FileSource } from './definitions/file-source.js'
export type { FeatureReference, FeatureRow } from './definitions/inference.js'
export { OnDemandFeatureView } from './definitions/on-demand-feature-view.js'
export { PushSource } from './definitions/push-source.js'
export { RequestSource } from './definitions/request-source.js'
export { StreamFeatureView } from './definitions/stream-feature-view.js'
export type { Transformation } from './definitions/transformation.js'
export { ComputeEngine, type EngineServices, type Window } from './engine/compute-engine.js'
export type { InputRows } from './engine/input-table.js'
export { LocalComputeEngine } from './engine/local-engine.js'
export { RealTimeComputeEngine } from './engine/realtime-engine.js'
export {
  type FeatureStatus,
  type MaterializeProgress,
  type OnlineAnswer,
  type OnlineColumn,
  type PushTarget,
  statusNames,
  type ViewWriteResult,
  type WriteResult,
} from './engine/results.js'
export { type ErrorCode, type ErrorValues, MillraceError } from './errors.js'
export { coalesce, col, concat, cross, Expression, greatest, haversine, least, lit, when } from './expr/builder.js'
export { expr } from './expr/expr.js'
export { parseExpression } from './expr/parse.js'
export { printExpression } from './expr/print.js'
export { FeatureStore } from './feature-store.js'
export type {
  FeatureStoreOptions,
  HistoricalOptions,
  MaterializeOptions,
  OnlineOptions,
} from './feature-store-options.js'
export type { ExecutionContext, NodeStatistics } from './plan/context.js'
export { ExecutionPlan } from './plan/execution-plan.js'
export { DAGNode } from './plan/node.js'
export { FeatureResolver, type FeatureViewNode } from './plan/resolver.js'
export type { DAGValue, Tier } from './plan/value.js'
export type { RegistryDiff } from './registry/diff.js'
export { MemoryRegistryStore } from './registry/memory-registry-store.js'
export { migrateRegistry, type RegistryMigration } from './registry/migrate.js'
export { RegistryStore, type StoredRegistry } from './registry/registry-store.js'
export { Journal, type JournalIntent } from './stores/journal.js'
export { MemoryJournal } from './stores/memory-journal.js'
export { MemoryOfflineStore } from './stores/offline/memory-offline-store.js'
export { OfflineStore, type OfflineTable, type OfflineWrite } from './stores/offline/offline-store.js'
export { LevelOnlineStore } from './stores/online/level-online-store.js'
export { MemoryOnlineStore } from './stores/online/memory-online-store.js'
export {
  type OnlineRead,
  type OnlineReadResult,
  OnlineStore,
  type OnlineTable,
  type OnlineWrite,
} from './stores/online/online-store.js'
export { PackedRowCodec } from './stores/online/packed-row-codec.js'
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
