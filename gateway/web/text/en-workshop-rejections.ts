// Refusals that staff meet when they set prices and connect devices, in English.
import type { RejectionTexts } from './shape.ts';

export const enWorkshopRejections: Pick<
  RejectionTexts,
  | 'tariff.unknown'
  | 'tariff.conflict'
  | 'tariff.invalid'
  | 'tariff.misfit'
  | 'device.unknown'
  | 'device.taken'
  | 'device.keyless'
  | 'device-claim.unknown'
  | 'device-claim.open'
  | 'device-claim.not-pending'
  | 'credential.unknown'
> = {
  'tariff.unknown': {
    title: 'There is no such price list',
    detail: 'It does not exist, or it belongs to another operator.',
    step: 'Look at your price lists',
  },
  'tariff.conflict': {
    title: 'Somebody else has published meanwhile',
    detail: (version) => `Version ${version} is in force now. Nothing of yours was published, and nothing of theirs was lost.`,
    step: 'Compare with the version in force, then publish again',
  },
  'tariff.invalid': {
    title: 'This price cannot be published yet',
    detail: (problems) => `To be mended: ${problems}. The price in force stays as it is.`,
    step: 'Mend what is marked and try again',
  },
  'tariff.misfit': {
    title: 'This price does not fit the object',
    detail: (name) => `“${name}” cannot be sold at it. No object was changed.`,
    step: 'Choose another price, or leave this object out',
  },
  'device.unknown': {
    title: 'There is no such device',
    detail: 'It does not exist, or it belongs to another operator.',
    step: 'Look at the list of devices',
  },
  'device.taken': {
    title: 'Another device has this name',
    detail: 'It is of another kind or of another operator. No token was made.',
    step: 'Choose another name for the device',
  },
  'device.keyless': {
    title: 'This device has shown no key yet',
    detail: 'Only a device that was connected with a token has a key of its own.',
    step: 'Make a token and let the device connect with it first',
  },
  'device-claim.unknown': {
    title: 'There is no such token',
    detail: 'No token of yours was made for this serial number.',
    step: 'Make one in the list of devices',
  },
  'device-claim.open': {
    title: 'A token is out for this serial number',
    detail: (until) => `It is good until ${until}. No other one was made.`,
    step: 'Use it, or replace it',
  },
  'device-claim.not-pending': {
    title: 'Nothing waits for your decision',
    detail: 'The device is connected already, it was turned down, or its token has run out.',
    step: 'Look at the list of devices',
  },
  'credential.unknown': {
    title: 'There is nothing to take away',
    detail: 'The device has no such credential in use or waiting.',
    step: 'Look at the credentials of the device',
  },
};
