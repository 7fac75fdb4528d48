// Start refused: why a gateway does not start, as whoever runs it is told.

/** Why a gateway does not start, for whoever runs it: a stable code, and the port when one is taken. */
export type CodedRefusal = { readonly code: string; readonly port?: number };

export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly code: string;
  readonly port: number | undefined;
  constructor(code: string, problem: string, port?: number) {
    super(problem);
    this.code = code;
    this.port = port;
  }
}
