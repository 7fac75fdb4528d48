// Unavailable: a broken world (disk, broker, network), as an exception that names the system.

export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly system: string;
  constructor(system: string, cause: unknown) {
    super(`${system} is unavailable`, { cause });
    this.system = system;
  }
}
