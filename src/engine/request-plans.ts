import { FeatureService } from '../definitions/feature-service.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { ViewLookup } from './feature-plan.js'
import { checkFeatures, featuresByReference, featuresOfService, type RequestedFeature } from './requested-features.js'

/** Where features are looked up. */
export interface RegisteredFeatures {
  readonly view: ViewLookup
  /** Throws MILLRACE_FEATURE_SERVICE_NOT_FOUND. */
  readonly service: (name: string) => FeatureService
  /** All views; another object after every change of definitions. */
  readonly views: () => ReadonlyMap<string, FeatureView>
}

/** What besides the features makes one plan another. */
export interface PlanOptions {
  readonly kind: 'online' | 'historical'
  readonly transform: boolean
  readonly fullFeatureNames: boolean
}

type Plans = Map<string, unknown>

/** How many feature lists keep their plan; the one that was made first goes first. */
const plansKept = 256

/** The plans of feature lists, each made at its first use and kept until definitions change. */
export class RequestPlans {
  readonly #registered: RegisteredFeatures
  readonly #plans: Plans = new Map()
  /** Of services passed as objects, which need not be the registered ones of their names. */
  #plansOfServices = new WeakMap<FeatureService, Plans>()
  /** The views that the plans are of. */
  #views: ReadonlyMap<string, FeatureView> | undefined

  constructor(registered: RegisteredFeatures) {
    this.#registered = registered
  }

  /** The plan of features, a list or a service; `make` makes it. Throws what finding the features throws. */
  plan<P>(features: unknown, options: PlanOptions, make: (features: readonly RequestedFeature[]) => P): P {
    const { views } = this.#registered
    const named = features instanceof FeatureService ? features : checkFeatures(features)
    if (this.#views !== views()) {
      this.#plans.clear()
      this.#plansOfServices = new WeakMap()
      this.#views = views()
    }
    const isObject = named instanceof FeatureService
    const plans = isObject ? this.#plansOf(named) : this.#plans
    const key = JSON.stringify([options.kind, options.transform, options.fullFeatureNames, isObject ? null : named])
    const known = plans.get(key)
    if (known !== undefined) return known as P
    const plan = make(this.#requested(named, options.fullFeatureNames))
    if (plans.size >= plansKept) plans.delete(plans.keys().next().value!)
    plans.set(key, plan)
    return plan
  }

  #requested(named: FeatureService | ReturnType<typeof checkFeatures>, full: boolean): readonly RequestedFeature[] {
    const { view, service } = this.#registered
    if (named instanceof FeatureService) return featuresOfService(named, view, full)
    if ('service' in named) return featuresOfService(service(named.service), view, full)
    return featuresByReference(named, view, full)
  }

  #plansOf(service: FeatureService): Plans {
    const known = this.#plansOfServices.get(service)
    if (known !== undefined) return known
    const plans: Plans = new Map()
    this.#plansOfServices.set(service, plans)
    return plans
  }
}
