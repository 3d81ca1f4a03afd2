/**
 * What the VM in assembly/ and its compiler in src/wasm/ agree on. AssemblyScript and TypeScript both compile this file,
 * so that there is one numbering.
 *
 * A program is one block: a header, slots, instructions, constants. A slot says where an operand's values lie; an
 * instruction names its slots by their offset in the program. Rows are worked on in chunks of 2,048: of 1,024
 * a million rows take a tenth longer, since columns are read from memory in shorter runs, and of 4,096 they gain little.
 */

/** Sizes in bytes, and the number of rows worked on at once. */
export enum Size {
  ChunkRows = 2048,
  Instruction = 32,
  /** Loops take this many bytes of values a turn, and blocks have room for as many behind their end. */
  Line = 64,
  /** The validity bitmap of a chunk, and the values of a chunk of bools. */
  ChunkBits = 256,
  /** The values of a register of 4 or 8 bytes a row. */
  ChunkValues = 16384,
  /** How many columns and outputs at most are fetched ahead ... */
  Ahead = 6,
  /** ... and from how many rows on, of which the nearer caches hold no columns. */
  AheadRows = 65536,
}

/** Offsets of the header's words. */
export enum Header {
  /** Offsets in the program: where instructions begin and end, the slots of registers, the slots of outputs. */
  Code = 0,
  CodeEnd = 4,
  Registers = 8,
  RegistersEnd = 12,
  Outputs = 16,
  OutputsEnd = 20,
  /** Set when a run stops for want of room: the offset of the output's slot, 0 for the heap ... */
  FullSlot = 24,
  /** ... the offset in the slot of the capacity that was too small, or of the values where offsets may not be written ... */
  FullCapacity = 28,
  /** ... and the bytes it must have at least, 0xffffffff where that is more than fits. */
  NeededBytes = 32,
  /** Offsets of at most {@link Size.Ahead} slots whose next chunk slow instructions fetch, and 0 behind them. */
  Ahead = 36,
  ByteLength = 64,
}

/** Offsets of a slot's words. Addresses are absolute. */
export enum Slot {
  /** Values of chunk 0: a fixed-width array, a bitmap, views, or the offsets of a variable-width column. */
  Values = 0,
  /** Bytes from one chunk's values to the next's; 0 for registers and constants. */
  ValuesStride = 4,
  /** Bytes from one line of values to the next: a line's 64, or 0 for a constant. */
  LineStep = 8,
  /** Bytes from one value to the next: the width, or 0 for a constant. */
  ElementStep = 12,
  /** Validity bitmap of chunk 0, or 0 where all rows have a value. An instruction sets that of its result. */
  Validity = 16,
  /** Bytes from one chunk's validity to the next's; 0 for registers and constants. */
  ValidityStride = 20,
  /** Where the validity of a result may be written, for registers and outputs. */
  ValidityBuffer = 24,
  /** Bytes or items of a variable-width column; of a list of strings, the offsets of its items. */
  Data = 28,
  /** Of an output: the bytes that Data has room for. */
  DataCapacity = 32,
  /** The bytes of the items of a list of strings. */
  Text = 36,
  /** Of an output: the bytes that Text has room for. */
  TextCapacity = 40,
  /** Of an output, after the run: rows without a value. */
  NullCount = 44,
  /** Of a register: where its values and its validity lie in the register file. */
  RegisterValues = 48,
  RegisterValidity = 52,
  ByteLength = 64,
}

/**
 * The instructions. The high byte is the family, which fixes how operands and validity are treated; see assembly/vm.ts.
 * A view is 8 bytes: the address and the length of a string, or of a list in items. List items of strings are views,
 * those of bools are bytes.
 */
export enum Op {
  // Two vectors in, one out.
  AddI32 = 0x100,
  AddI64,
  AddF32,
  AddF64,
  SubI32,
  SubI64,
  SubF32,
  SubF64,
  MulI32,
  MulI64,
  MulF32,
  MulF64,
  DivF32,
  DivF64,
  MinI32,
  MinI64,
  MinF32,
  MinF64,
  MaxI32,
  MaxI64,
  MaxF32,
  MaxF64,

  // One vector in, one out.
  NegI32 = 0x200,
  NegI64,
  NegF32,
  NegF64,
  AbsI32,
  AbsI64,
  AbsF32,
  AbsF64,
  SignI32,
  SignI64,
  SignF32,
  SignF64,
  FloorF32,
  FloorF64,
  CeilF32,
  CeilF64,
  NearestF32,
  NearestF64,
  TruncF32,
  TruncF64,
  SqrtF32,
  SqrtF64,

  // Integer division: null by zero.
  DivideI32 = 0x300,
  DivideI64,
  ModuloI32,
  ModuloI64,

  // Two vectors in, a bitmap out.
  EqI32 = 0x400,
  EqI64,
  EqF32,
  EqF64,
  NeI32,
  NeI64,
  NeF32,
  NeF64,
  LtI32,
  LtI64,
  LtF32,
  LtF64,
  LeI32,
  LeI64,
  LeF32,
  LeF64,

  // Bitmaps in, a bitmap out.
  EqBits = 0x500,
  NeBits,
  LtBits,
  LeBits,
  NotBits,

  // Instructions that decide about nulls themselves.
  And = 0x600,
  Or,
  IsNull,
  Select32,
  Select64,
  SelectBits,
  Coalesce32,
  Coalesce64,
  CoalesceBits,
  NullIf32,
  NullIf64,
  NullIfBits,
  /** An operation on the first two operands and, where it has no value, the third. */
  CoalesceAddF64,
  CoalesceSubF64,
  CoalesceMulF64,
  CoalesceDivF64,

  // Conversions of numbers that always fit.
  I32ToI64 = 0x700,
  I32ToF32,
  I32ToF64,
  I64ToF32,
  I64ToF64,
  F32ToF64,
  F64ToF32,
  BitsToI32,
  BitsToI64,
  BitsToF32,
  BitsToF64,

  // Conversions that give null where the value does not fit.
  I64ToI32 = 0x800,
  F32ToI32,
  F32ToI64,
  F64ToI32,
  F64ToI64,
  F64ToF32Checked,

  // Float64 functions.
  Exp = 0x900,
  Log,
  Log1p,
  Expm1,
  Sin,
  Cos,
  Tan,
  Tanh,
  Sigmoid,
  Pow,
  Atan2,
  Haversine,
  Bucketize,

  // Timestamps.
  Year = 0xa00,
  Month,
  Day,
  Hour,
  Minute,
  Second,
  DayOfWeek,
  DayOfYear,
  EpochSeconds,
  DateTrunc,

  // Text in, numbers or views out, without the heap.
  CodePoints = 0xb00,
  ViewLength,
  Trim,
  HashText,
  HashI64,
  RemainderU64,
  HashPair,

  // Text in, a bitmap out.
  EqText = 0xc00,
  NeText,
  LtText,
  LeText,
  Contains,
  StartsWith,
  EndsWith,

  // Text that may be null where the arguments are not.
  Substring = 0xd00,
  TextToBits,
  TextToI64,
  TextToF64,
  TextToTimestamp,

  // Text written to the heap.
  MapCase = 0xe00,
  Concat,
  Replace,
  BitsToText,
  I64ToText,
  F64ToText,
  TimestampToText,
  WidenList,

  // Lists: null where lengths differ or the index is out of range.
  DotF32 = 0xf00,
  DotF64,
  DistanceF32,
  DistanceF64,
  CosineF32,
  CosineF64,
  NormF32,
  NormF64,
  Element32,
  Element64,
  ElementBits,

  // Columns of variable width to views.
  LoadView = 0x1000,
  LoadView32,
  LoadView64,
  LoadViewBits,
  LoadViewText,

  // The values of an output, from the operand's.
  Store32 = 0x1100,
  Store64,
  StoreBits,
  StoreText,
  StoreList32,
  StoreList64,
  StoreListBits,
  StoreListText,

  // A column of text in, without views; numbers or a bitmap out.
  ColumnCodePoints = 0x1200,
  ColumnContains,
  ColumnHash,

  // Text made where it is stored.
  StoreCase = 0x1300,
  StoreConcat,
  StoreColumnsConcat,

  // Chains of two and of three float64 operations; src/wasm/chain-arithmetic.ts counts which.
  ChainF64 = 0x1400,
}

/** The forms of a bitmap to gather bits from; see assembly/take-bits.ts. */
export enum BitForm {
  /** The bitmap itself. */
  Bits = 0,
  /** The bitmap itself, of at most {@link shortBits} bits. */
  Short,
  /** A byte for each bit, and one before them that is 0. */
  Bytes,
  /** The numbers of the bits that are set, or of those that are not, as int32. */
  Set,
  Unset,
}
