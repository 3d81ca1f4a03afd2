// Run with --disallow-code-generation-from-strings: prints how rows are computed then.
import { compileRows, expr, Float64, Int64 } from '../../src/backend.js'

const compiled = compileRows({ rate: Float64, trips: Int64 }, { score: expr`log1p(rate) * trips` })
console.log(JSON.stringify([compiled.tier, compiled.row({ rate: 0, trips: 3 }), compiled.rows([{ rate: null }])]))
try {
  compiled.row({ rate: 'high' })
} catch (error) {
  console.log((error as { code: string }).code)
}
