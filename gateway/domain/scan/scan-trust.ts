// Scan trust: how far the way in which a code was given is believed; what is not signed asks for more at the Start.

/**
 * signed: our own tag, read from the label. typed: its short code, which anybody may have read out to somebody elsewhere: where the kind ever asks to
 * be shown that they are there, it does so at the first Start already.
 * display: the code of this moment on the object's own display, sealed with its device's secret.
 * taken-over: a label of somebody else that was in the field before us, known by its whole address and by nothing else.
 */
export const SCAN_TRUSTS = ['signed', 'typed', 'display', 'taken-over'] as const;
export type ScanTrust = (typeof SCAN_TRUSTS)[number];

/** A label of ours was before them, or a picture or copy of it; a display carries none. */
export const isOfLabel = (trust: ScanTrust): boolean => trust === 'signed' || trust === 'typed';
