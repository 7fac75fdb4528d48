// The door of qr: signed codes as bytes, digits, links and pictures. The command line has its own file.
export { decodeDigits, encodeDigits } from './digits.ts';
export {
  createTagKey,
  formatKeyRing,
  isKnownTestKey,
  type KeyRingRefusal,
  type PrivateTagJwk,
  type PublicTagJwk,
  parseKeyRing,
  parseVerifyKeys,
  publicKeySet,
  type TagKeyRing,
  type TagKeyStatus,
  type TagSigningKey,
  type TagVerifyKey,
} from './keys.ts';
export { composeLink, isOrigin, parseLink, type TagLink } from './link.ts';
export { readPicture } from './read.ts';
export {
  type CodeMatrix,
  createMatrix,
  createTerminalMatrix,
  type ErrorLevel,
  renderPng,
  renderSvg,
  renderTerminal,
  type TerminalStyle,
} from './render.ts';
export { signTag } from './sign.ts';
export { formatIssuedDay, issuedDayOf, parseTagPayload, type TagPayload } from './tag.ts';
export {
  createTagVerifier,
  type TagRefusalReason,
  type TagRejection,
  type TagVerifier,
  type VerifiedTag,
} from './verify.ts';
