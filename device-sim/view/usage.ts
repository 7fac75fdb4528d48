// Usage: what a process has used so far.

export type Usage = { readonly cpuMs: number; readonly rssBytes: number };
