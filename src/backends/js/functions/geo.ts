import { atan2, cos, sin } from '../../../wasm/math.js'
import type { Kernels } from '../kernel.js'

const radiansPerDegree = 0.017453292519943295
/** Twice the mean earth radius of the IUGG, 6371.0088 km. */
const earthDiameter = 12742.0176

function haversine(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const p = latitude1 * radiansPerDegree
  const q = latitude2 * radiansPerDegree
  const s = sin((q - p) * 0.5)
  const t = sin((longitude2 * radiansPerDegree - longitude1 * radiansPerDegree) * 0.5)
  const a = s * s + cos(p) * cos(q) * (t * t)
  return earthDiameter * atan2(Math.sqrt(a), Math.sqrt(Math.max(1 - a, 0)))
}

export const geoKernels: Readonly<Record<string, Kernels>> = {
  haversine: { float64: haversine },
}
