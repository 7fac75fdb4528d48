// Console paths: the addresses of the console's pages, so that pages, navigation and routes name them once.

const segment = encodeURIComponent;

export const consolePaths = {
  overview: '/console',
  signIn: '/console/sign-in',
  signInOptions: '/console/sign-in/options',
  signOut: '/console/sign-out',
  /** The link of the first start. */
  first: (token: string): string => `/console/first/${segment(token)}`,
  invitations: '/console/invitations',
  invitation: (token: string): string => `/console/invitations/${segment(token)}`,
  venues: '/console/venues',
  venue: (venueId: string): string => `/console/venues/${segment(venueId)}`,
  /** For a member who lost every device. */
  staffLink: (token: string): string => `/console/link/${segment(token)}`,
  /** Whoever is signed in: their passkeys and sign-ins. */
  own: '/console/me',
  ownPasskeys: '/console/me/passkeys',
  ownPasskeyOptions: '/console/me/passkeys/options',
  objects: '/console/objects',
  objectImport: '/console/objects/import',
  object: (objectId: string): string => `/console/objects/${segment(objectId)}`,
  sessions: '/console/sessions',
  session: (sessionId: string): string => `/console/sessions/${segment(sessionId)}`,
  matters: '/console/matters',
  money: '/console/money',
  tariffs: '/console/tariffs',
  labels: '/console/labels',
  tariff: (tariffId: string): string => `/console/tariffs/${segment(tariffId)}`,
  newTariff: '/console/tariffs/new',
  devices: '/console/devices',
  device: (deviceId: string): string => `/console/devices/${segment(deviceId)}`,
  claim: (claimId: string): string => `/console/devices/claims/${segment(claimId)}`,
  staff: '/console/staff',
  audit: '/console/audit',
  emergency: '/console/emergency',
  setUp: '/console/set-up',
  /** What the pages call: every act and every figure is a route of the operator API. */
  api: '/api/v1/operator',
};

/** A link with its query; what is null or empty is left out. */
export function withQuery(path: string, query: { readonly [name: string]: string | number | null | undefined }): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
