import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'

/** The rows of a {@link JsBackend}: named columns of one length. */
export class JsFrame {
  #columns: ReadonlyMap<string, Column> | null
  readonly #length: number

  constructor(columns: ReadonlyMap<string, Column>, length: number) {
    this.#columns = columns
    this.#length = length
  }

  /** The columns of a frame that is not released. */
  static columns(frame: JsFrame): ReadonlyMap<string, Column> {
    return JsFrame.#open(frame)
  }

  /** The number of rows of a frame that is not released. */
  static rows(frame: JsFrame): number {
    JsFrame.#open(frame)
    return frame.#length
  }

  /** Forgets the columns. */
  static release(frame: JsFrame): void {
    JsFrame.#own(frame)
    frame.#columns = null
  }

  static #own(frame: JsFrame): void {
    if (typeof frame === 'object' && frame !== null && #columns in frame) return
    throw new MillraceError('MILLRACE_INVALID_FRAME', `The frame is not of this backend; make it with fromArrow: js`)
  }

  static #open(frame: JsFrame): ReadonlyMap<string, Column> {
    JsFrame.#own(frame)
    if (frame.#columns !== null) return frame.#columns
    throw new MillraceError('MILLRACE_INVALID_FRAME', 'The frame was released; keep it for as long as it is used: js')
  }
}
