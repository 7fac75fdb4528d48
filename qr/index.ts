// The door of qr: signed codes as bytes, digits, links and pictures. The command line has its own file.
export { decodeDigits, encodeDigits } from './digits.ts';
export {
  DISPLAY_SECRET_BYTES,
  type DisplayCode,
  displayCounterAt,
  encodeDisplayCode,
  parseDisplayCode,
  proveDisplayCode,
} from './display-code.ts';
export {
  createTagKey,
  formatKeyRing,
  isKnownTestKey,
  type KeyRingChange,
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
export type { PlannedLabel } from './labels/draw-pdf.ts';
export { LABEL_CSV_HEAD, labelCsvRow } from './labels/label-csv.ts';
export type { LabelSize } from './labels/label-plan.ts';
export { judgeLabelSize, type LabelTooLarge } from './labels/label-size.ts';
export { type LabelPress, openLabelPress } from './labels/press.ts';
export {
  type Arrangement,
  findSheet,
  judgeSheet,
  parseLengthMm,
  SHEET_NAMES,
  type SheetGrid,
  type SheetRefusal,
} from './labels/sheet.ts';
export { composeLink, isOrigin, parseDisplayLink, parseLink, type TagLink } from './link.ts';
export { decoderFiles, readPicture } from './read.ts';
export {
  type CodeMatrix,
  createMatrix,
  createTerminalMatrix,
  createTextMatrix,
  type ErrorLevel,
  renderPng,
  renderSvg,
  renderTerminal,
  type TerminalStyle,
} from './render.ts';
export { createShortCode, formatShortCode, parseShortCode, type ShortCodeRefusal } from './short-code.ts';
export { createTagSigner, signTag } from './sign.ts';
export type { SignerRefusal } from './signer-messages.ts';
export { createSigningProcess, type SigningProcess } from './signing-process.ts';
export { encodeTagPayload, formatIssuedDay, issuedDayOf, parseTagPayload, type TagPayload, tagHeader } from './tag.ts';
export {
  createTagVerifier,
  isTagForm,
  type TagRefusalReason,
  type TagRejection,
  type TagVerifier,
  type VerifiedTag,
} from './verify.ts';
