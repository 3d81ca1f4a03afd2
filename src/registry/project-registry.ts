import type { Definition } from '../definitions/definition.js'
import { Entity } from '../definitions/entity.js'
import { FeatureService } from '../definitions/feature-service.js'
import { FeatureView } from '../definitions/feature-view.js'

/** In memory until the codec lands. */
export class ProjectRegistry {
  entities = new Map<string, Entity>()
  featureViews = new Map<string, FeatureView>()
  featureServices = new Map<string, FeatureService>()
  dataSources = new Map<string, never>()
  #ends = new Map<string, bigint>()
  static async open(..._: unknown[]): Promise<ProjectRegistry> {
    return new ProjectRegistry()
  }
  plan(_: unknown): never {
    throw new Error()
  }
  async apply(definitions: readonly Definition[]): Promise<never> {
    for (const d of definitions) {
      if (d instanceof FeatureView) this.featureViews.set(d.name, d)
      if (d instanceof Entity) this.entities.set(d.name, d)
      if (d instanceof FeatureService) this.featureServices.set(d.name, d)
    }
    return undefined as never
  }
  lastMaterialized(view: string) {
    return this.#ends.get(view)
  }
  async recordMaterialization(view: string, _start: bigint, end: bigint) {
    this.#ends.set(view, end)
  }
  async clear() {}
}
