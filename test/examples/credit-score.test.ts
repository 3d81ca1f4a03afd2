import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type InputRow, rowsFromTable } from 'millrace'
import { openFeatureStore } from 'millrace/node'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as features from '../../examples/credit-score/features.js'

// Real data that nobody here made; beside the project where it is developed and tested, not on a user's machine.
const data = '../shared/data/credit-score'
const present = existsSync(join(data, 'loan_table.parquet'))
const run = present ? test : test.skip
if (!present) console.log('# credit-score: skipped, its data is not here')

const definitions = Object.values(features)
/** A week after the sample's credit histories were written: within their ttl. */
const now = new Date('2020-05-03T00:00:00Z')

interface Applicant extends InputRow {
  readonly dob_ssn: string
  readonly loan_amnt: number
  readonly debts: number
}

/** A project in a folder of its own, with the real data as its sources. */
async function openProject() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-credit-'))
  mkdirSync(join(folder, 'data'))
  copyFileSync('examples/credit-score/feature_store.yaml', join(folder, 'feature_store.yaml'))
  copyFileSync(join(data, 'zipcode_table.parquet'), join(folder, 'data/zipcode_table.parquet'))
  const duckdb = await (await DuckDBInstance.create()).connect()
  await duckdb.run(
    `copy (select * from '${data}/credit_history_sample.csv') to '${folder}/data/credit_history.parquet' (format parquet)`,
  )
  const warnings: string[] = []
  const store = await openFeatureStore(join(folder, 'feature_store.yaml'), {
    definitions,
    clock: () => now,
    onWarning: (message) => warnings.push(message),
  })
  await store.apply()
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  return { store, duckdb, warnings, close }
}

async function query(duckdb: Awaited<ReturnType<typeof openProject>>['duckdb'], sql: string) {
  return (await duckdb.runAndReadAll(sql)).getRowObjectsJS() as Record<string, unknown>[]
}

run('every loan comes back once, in order, with the features of its zipcode', async () => {
  const { store, duckdb, close } = await openProject()
  const loans = await query(
    duckdb,
    `select loan_id, zipcode, epoch_us(event_timestamp) as us from '${data}/loan_table.parquet'`,
  )
  assert.is(loans.length, 28_638)
  const table = await store.getHistoricalFeatures({
    features: [
      'zipcode_features:city',
      'zipcode_features:state',
      'zipcode_features:tax_returns_filed',
      'zipcode_features:population',
      'zipcode_features:total_wages',
    ],
    entities: loans.map(({ loan_id, zipcode, us }) => ({ loan_id, zipcode, event_timestamp: us })) as InputRow[],
  })
  const oracle = await query(
    duckdb,
    `select l.loan_id, l.zipcode, epoch_us(l.event_timestamp) as event_timestamp, z.city, z.state, z.tax_returns_filed, z.population, z.total_wages
     from (select *, row_number() over () as row from '${data}/loan_table.parquet') l
     asof left join '${data}/zipcode_table.parquet' z on l.zipcode = z.zipcode and l.event_timestamp >= z.event_timestamp
     order by l.row`,
  )
  const rows = rowsFromTable(table)
  assert.is(rows.length, oracle.length)
  for (const [index, row] of rows.entries()) assert.equal(row, oracle[index])
  await close()
})

run('total_debt_due is the four debts and the loan, the same bits on every path', async () => {
  const { store, duckdb, warnings, close } = await openProject()
  const applicants = (await query(
    duckdb,
    `select c.dob_ssn, c.credit_card_due + c.mortgage_due + c.student_loan_due + c.vehicle_loan_due as debts,
       (select min(l.loan_amnt) from '${data}/loan_table.parquet' l where l.dob_ssn = c.dob_ssn) as loan_amnt
     from '${data}/credit_history_sample.csv' c`,
  )) as readonly object[] as readonly Applicant[]
  assert.is(applicants.length, 1000)
  const wanted = applicants.map(({ debts, loan_amnt }) => Number(debts) + Number(loan_amnt))
  const reference = ['total_debt_calc:total_debt_due'] as const
  const entities = applicants.map(({ dob_ssn, loan_amnt }) => ({ dob_ssn, loan_amnt }))

  await store.materialize({ start: new Date('2020-01-01'), end: now, views: ['credit_history'] })
  const online = await store.getOnlineFeatures({ features: reference, entities, transform: true })
  assert.equal(
    online.rows.map(({ total_debt_due }) => total_debt_due),
    wanted,
  )

  const training = await store.getHistoricalFeatures({
    features: reference,
    entities: entities.map((row) => ({ ...row, event_timestamp: now })),
  })
  assert.equal(
    rowsFromTable(training).map(({ total_debt_due }) => total_debt_due),
    wanted,
  )

  const histories = await query(
    duckdb,
    `select * replace (epoch_us(event_timestamp) as event_timestamp, epoch_us(created_timestamp) as created_timestamp) from '${data}/credit_history_sample.csv'`,
  )
  const loanOf = new Map(applicants.map(({ dob_ssn, loan_amnt }) => [dob_ssn, loan_amnt]))
  await store.push(
    'credit_history_push',
    histories.map((row) => ({ ...row, loan_amnt: loanOf.get(row.dob_ssn as string) })),
  )
  const cached = await store.getOnlineFeatures({ features: reference, entities })
  assert.equal(
    cached.rows.map(({ total_debt_due }) => total_debt_due),
    wanted,
  )
  assert.equal(warnings, [])
  await close()
})

test.run()
