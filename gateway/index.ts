// The gateway's door for embedding and tests: createGateway with a config, kinds and overrides.
export { composeGateway as createGateway, type Gateway, type GatewayOptions } from './compose.ts';
export { type Config, readConfig } from './config.ts';
