export { createServer } from './server/create-server.js'
export { type RunningServer, type ServeOptions, serve } from './server/serve.js'
export type { ServerOptions } from './server/server-options.js'
