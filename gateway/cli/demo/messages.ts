// Demo messages: what the demo's terminal and its gateway process say to each other.

export type DemoWalletName = 'host' | 'card';

/** How a wallet elsewhere is reached, as its process said when it was ready; keys and secrets are files. */
export type DemoWalletAccess =
  | {
      readonly name: 'host';
      readonly url: string;
      readonly tokenUrl: string;
      readonly gatewayKey: string;
      readonly walletKeys: string;
    }
  | { readonly name: 'card'; readonly url: string; readonly secretKey: string; readonly webhookSecret: string };

/** Given to the gateway process as JSON in its first argument. */
export type DemoGatewayOptions = {
  readonly dataFolder: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  /** Origin that the printed codes lead to. */
  readonly publicOrigin: string | null;
  /** Where the money of new holds is; the gateway's own ledger unless said otherwise. */
  readonly wallet?: DemoWalletName | 'ledger';
  /** Wallets elsewhere that run beside it: the one above, and those that hold money of earlier runs. */
  readonly elsewhere?: readonly DemoWalletAccess[];
};

export type DemoObjectLink = {
  readonly objectId: string;
  readonly kind: string;
  readonly name: string;
  readonly place: string;
  /** The signed code as a link. */
  readonly link: string;
  /** As it is typed; null: it can only be scanned. */
  readonly shortCode: string | null;
};

export type DemoReady = {
  readonly say: 'ready';
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly origin: string;
  readonly venueFile: string;
  readonly objects: readonly DemoObjectLink[];
};

export type FromGateway =
  | DemoReady
  | { readonly say: 'failed'; readonly code: string; readonly problem: string; readonly port?: number }
  | { readonly say: 'line'; readonly who: string; readonly what: string; readonly facts: string }
  | { readonly say: 'let-in?'; readonly phone: string; readonly id: string }
  | { readonly say: 'token'; readonly id: string; readonly token: string };

export type ToGateway =
  | { readonly say: 'let-in'; readonly id: string; readonly yes: boolean }
  /** A token and a filled wallet for a person that the demo plays itself. */
  | { readonly say: 'token?'; readonly id: string; readonly personId: string }
  | { readonly say: 'stop' };
