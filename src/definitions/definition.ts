import type { Entity } from './entity.js'
import type { FeatureService } from './feature-service.js'
import type { FeatureView } from './feature-view.js'
import type { FileSource } from './file-source.js'
import type { FeatureReference } from './inference.js'
import type { PushSource } from './push-source.js'
import type { RequestSource } from './request-source.js'

/** Anything that is declared and applied. */
export type Definition = Entity | FileSource | PushSource | RequestSource | FeatureView | FeatureService

/** The views among definitions. */
export type ViewsOf<Definitions extends readonly Definition[]> = Extract<Definitions[number], FeatureView>

/** The references to features of definitions; any text where the definitions are not known to TypeScript. */
export type ReferenceOf<Definitions extends readonly Definition[]> = string extends ViewsOf<Definitions>['name']
  ? string
  : FeatureReference<ViewsOf<Definitions>>
