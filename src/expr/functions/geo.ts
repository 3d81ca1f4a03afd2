import type { FunctionDefinition } from '../function-definition.js'

export const geoFunctions: readonly FunctionDefinition[] = [
  {
    name: 'haversine',
    category: 'geo',
    overloads: [{ args: ['float64', 'float64', 'float64', 'float64'], result: 'float64' }],
    nulls: 'propagate',
    doc: [
      'The great-circle distance in kilometres between (lat1, lon1) and (lat2, lon2) in degrees, on a sphere of the mean earth radius 6371.0088 km (IUGG).',
      'In float64 and this order: p = lat1 * r, q = lat2 * r with r = 0.017453292519943295; s = sin((q - p) * 0.5); t = sin((lon2 * r - lon1 * r) * 0.5);',
      'a = s * s + (cos(p) * cos(q)) * (t * t); the result is 12742.0176 * atan2(sqrt(a), sqrt(greatest(1 - a, 0))).',
    ].join(' '),
    example: { text: 'haversine(48.8566, 2.3522, 48.8566, 2.3522)', value: 0 },
  },
]
