// The feature views of Feast's credit-scoring tutorial: what a lender knows of a place and of a person, and a debt that
// only the loan application completes.
import {
  days,
  Entity,
  FeatureService,
  FeatureView,
  FileSource,
  Float64,
  Int64,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  String,
} from 'millrace'

export const zipcode = new Entity({ name: 'zipcode', type: Int64 })
export const applicant = new Entity({
  name: 'dob_ssn',
  type: String,
  description: 'Date of birth and last four digits',
})

export const zipcodeFeatures = new FeatureView({
  name: 'zipcode_features',
  entities: [zipcode],
  ttl: days(3650),
  schema: {
    city: String,
    state: String,
    location_type: String,
    tax_returns_filed: Int64,
    population: Int64,
    total_wages: Int64,
  },
  source: new FileSource({
    path: 'data/zipcode_table.parquet',
    timestampField: 'event_timestamp',
    createdTimestampColumn: 'created_timestamp',
  }),
})

export const creditHistorySource = new PushSource({
  name: 'credit_history_push',
  batchSource: new FileSource({
    path: 'data/credit_history.parquet',
    timestampField: 'event_timestamp',
    createdTimestampColumn: 'created_timestamp',
  }),
})

export const creditHistory = new FeatureView({
  name: 'credit_history',
  entities: [applicant],
  ttl: days(90),
  schema: {
    credit_card_due: Int64,
    mortgage_due: Int64,
    student_loan_due: Int64,
    vehicle_loan_due: Int64,
    hard_pulls: Int64,
    missed_payments_2y: Int64,
    missed_payments_1y: Int64,
    missed_payments_6m: Int64,
    bankruptcies: Int64,
  },
  source: creditHistorySource,
})

export const loanRequest = new RequestSource({ name: 'loan_request', schema: { loan_amnt: Int64 } })

export const totalDebt = new OnDemandFeatureView({
  name: 'total_debt_calc',
  sources: [creditHistory, loanRequest],
  transform: ({ credit_card_due, mortgage_due, student_loan_due, vehicle_loan_due, loan_amnt }) => ({
    total_debt_due: credit_card_due
      .add(mortgage_due)
      .add(student_loan_due)
      .add(vehicle_loan_due)
      .add(loan_amnt)
      .cast(Float64),
  }),
})

export const creditScore = new FeatureService({
  name: 'credit_score',
  features: [zipcodeFeatures, creditHistory, totalDebt],
})
