/** How our answer to one captured request differs from Feast's, and why. */
export interface KnownDifference {
  readonly reasons: readonly (keyof typeof reasons)[]
  /** Whether the request is sent with `transform: true`. */
  readonly transform?: true
  /** Every difference that is found; one more or one less fails the replay. */
  readonly differences: readonly string[]
}

export const reasons = {
  transform: 'On-demand features are computed only with "transform": true, so the request is sent with it.',
  clientMistake: "A client's mistake is a 4xx; Feast answers 500, which its own client repeats three times.",
  featureClass: 'A feature that a view lacks has the class of what is not found; Feast answers a bare KeyError.',
  nullStatus: 'A stored null has the status NULL_VALUE; Feast calls it PRESENT.',
  trueStatus: 'On-demand columns have a true status and the event timestamp of what they were computed from.',
  nullInNullOut: "Null in, null out: Feast's pandas turns a missing entity into false.",
  everyRow: "Every entity row is answered: Feast's python mode loses the column, its singleton mode all rows but one.",
  datedBySource: "A stored on-demand row is dated by its sources or the store's clock, Feast's by the machine's.",
  lenientInput: 'Integers are taken in arrays of floats and ISO 8601 in timestamps, where Feast refuses the push.',
  earlierPush: 'A push that Feast refused before was taken here.',
} as const

const at = (time: string) => `2024-01-01T${time}:00:00Z`
const never = '1970-01-01T00:00:00Z'
const timestamps = (name: string, ours: readonly string[], feasts: readonly string[]) =>
  `${name}.event_timestamps ${JSON.stringify(ours)}, Feast ${JSON.stringify(feasts)}`
const mistake = (status: number): KnownDifference => ({
  reasons: ['clientMistake'],
  differences: [`status ${status}, Feast 500`],
})
const taken: KnownDifference = { reasons: ['lenientInput'], differences: ['status 200, Feast 500'] }

/** By the pair's place in golden/http.json and its label. */
export const knownDifferences: ReadonlyMap<string, KnownDifference> = new Map<string, KnownDifference>([
  [
    '1 basic + missing entity + null',
    {
      reasons: ['nullStatus'],
      differences: ['city.statuses ["PRESENT","NULL_VALUE","NOT_FOUND"], Feast ["PRESENT","PRESENT","NOT_FOUND"]'],
    },
  ],
  [
    '4 feature service + odfv pandas',
    {
      reasons: ['transform', 'trueStatus', 'nullInNullOut'],
      transform: true,
      differences: [
        'sum_pd.statuses ["PRESENT","NOT_FOUND"], Feast ["PRESENT","PRESENT"]',
        timestamps('sum_pd', [at('12'), never], [never, never]),
        'isbig.values [false,null], Feast [false,false]',
        'isbig.statuses ["PRESENT","NOT_FOUND"], Feast ["PRESENT","PRESENT"]',
        timestamps('isbig', [at('12'), never], [never, never]),
      ],
    },
  ],
  ['5 missing request data', { reasons: ['transform'], transform: true, differences: [] }],
  [
    '6 odfv python + singleton',
    {
      reasons: ['transform', 'trueStatus'],
      transform: true,
      differences: [timestamps('sum_py', [at('12')], [never]), timestamps('sum_sg', [at('12')], [never])],
    },
  ],
  [
    '7 odfv python full names',
    {
      reasons: ['transform', 'everyRow'],
      transform: true,
      // coalesce(trips, 0) + x has a value for the driver that is not there, too.
      differences: ['odfv_python__sum_py only here: [1006,8]'],
    },
  ],
  [
    '8 odfv singleton 2 rows',
    {
      reasons: ['transform', 'everyRow', 'trueStatus'],
      transform: true,
      differences: [
        'sum_sg.values [6993,176], Feast [6993]',
        'sum_sg.statuses ["PRESENT","PRESENT"], Feast ["PRESENT"]',
        timestamps('sum_sg', [at('12'), at('12')], [never]),
      ],
    },
  ],
  [
    '9 odfv write_to_online_store read',
    {
      reasons: ['datedBySource'],
      differences: [timestamps('trips2', [at('12'), never], ['2026-11-22T10:21:21Z', never])],
    },
  ],
  [
    '11 unknown feature',
    {
      reasons: ['clientMistake', 'featureClass'],
      differences: ['status 404, Feast 500', 'error FeastObjectNotFoundException, Feast a message'],
    },
  ],
  ['12 malformed ref', mistake(400)],
  ['13 empty features', mistake(400)],
  ['14 empty entities', mistake(422)],
  ['15 dup refs', mistake(400)],
  ['16 no features/service', mistake(400)],
  ['18 push online', taken],
  [
    '19 after push',
    {
      reasons: ['earlierPush', 'datedBySource'],
      differences: [
        'trips.values [77], Feast [999]',
        timestamps('trips', [at('15')], [at('12')]),
        'city.values ["la"], Feast ["sf"]',
        timestamps('city', [at('15')], [at('12')]),
        'seen.values [1704121200], Feast [1704110400]',
        timestamps('seen', [at('15')], [at('12')]),
        'trips2.values [154], Feast [1998]',
        timestamps('trips2', [at('15')], ['2026-11-22T10:21:21Z']),
      ],
    },
  ],
  ['20 push OLDER event', taken],
  [
    '21 after older push (sqlite)',
    {
      reasons: ['earlierPush'],
      differences: ['trips.values [77], Feast [999]', timestamps('trips', [at('15')], [at('12')])],
    },
  ],
  ['23 push missing columns', mistake(422)],
  [
    '25 after odfv write',
    {
      reasons: ['datedBySource'],
      differences: [timestamps('trips2', [at('18'), at('18')], ['2026-11-22T10:22:19Z', '2026-11-22T10:22:19Z'])],
    },
  ],
  [
    '27 after odfv raw write',
    { reasons: ['datedBySource'], differences: [timestamps('trips2', [at('18')], ['2026-11-22T10:22:19Z'])] },
  ],
  ['31 materialize none', mistake(400)],
  ['33 push online floats in vec', taken],
  [
    '35 after push',
    { reasons: ['datedBySource'], differences: [timestamps('trips2', [at('18')], ['2026-11-22T10:22:19Z'])] },
  ],
  ['36 push OLDER event', taken],
  ['38 push both', taken],
  ['39 push offline', taken],
])
