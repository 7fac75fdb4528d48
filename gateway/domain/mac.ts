// Mac: a seal that only this gateway makes, as an argument, so that the domain stays pure.

/** HMAC of text under the gateway's ticket key, base64url. */
export type Mac = (text: string) => string;
