/** What `mxnet-finetune/server` exports. */

export { type CreatedServer, createServer } from './create-server.js';
export { type RunningServer, type ServeOptions, serve } from './serve.js';
export type { ServerOptions } from './server-options.js';
