// Hands tied: what a hand was asked for cannot be done, so that a check which needs it says nothing of the device.

export class HandsTied extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'HandsTied';
  }
}
