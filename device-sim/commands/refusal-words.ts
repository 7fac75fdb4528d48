// Refusal words: what a sim command says when it does not run, after its code - and what to try next.

import { KIND_CATALOGUE } from '#protocol';
import type { VenueRefusal } from '../fleet/venue-file.ts';
import type { EnrolRefusal } from './enrol-device.ts';
import type { RunRefusal } from './run-venue.ts';

export type SimRefusal =
  | RunRefusal
  | EnrolRefusal
  | VenueRefusal
  | { readonly code: 'sim.nothing-to-run' }
  | { readonly code: 'street.not-opened'; readonly problem: string }
  | { readonly code: 'file.unreadable'; readonly path: string };

const KINDS_HERE = `take one of ${KIND_CATALOGUE.map(({ kind }) => kind).join(', ')}`;
const MAKE_VENUE = "make one with 'unlatch demo' or 'unlatch fleet-venue'";

function wordsOf(refusal: SimRefusal): string {
  switch (refusal.code) {
    case 'fleet.unknown-kind':
      return `${refusal.device} is a ${refusal.kind}, and nobody here knows how to be one: ${KINDS_HERE}`;
    case 'page.port-refused':
      return `cannot listen on port ${refusal.port} (${refusal.why}): choose another with --page-port, 0 takes any free one`;
    case 'report.unwritable':
      return `cannot write ${refusal.path}: name a file in a folder that is there, and that you may write to`;
    case 'identity.unreadable':
      return `${refusal.path} holds no device: with it the key is lost, and the gateway needs a new claim`;
    case 'enrol.no-token':
      return `${refusal.serial} has no name yet: make a token with 'unlatch device claim ${refusal.serial}', and give it as --token`;
    case 'enrol.no-kind':
      return `say what ${refusal.serial} is, such as --kind bike`;
    case 'enrol.unknown-kind':
      return `there is no kind ${refusal.kind}: ${KINDS_HERE}`;
    case 'enrol.bad-serial':
      return `'${refusal.serial}' is no serial number: 1 to 42 letters, digits, _ or -`;
    case 'enrol.given-up':
      return `${refusal.serial} has no name yet; its key is kept: see 'unlatch device claims', let it in with 'unlatch device approve ${refusal.serial}', and give the same command again`;
    case 'venue.unreadable':
      return `cannot read ${refusal.path}: 'unlatch demo' writes one into its data folder, 'unlatch fleet-venue' one for many devices`;
    case 'venue.not-json':
      return `${refusal.path} is no JSON: ${MAKE_VENUE}`;
    case 'venue.invalid':
      return `${refusal.path}: ${refusal.at} is missing or wrong: put it right, or ${MAKE_VENUE}`;
    case 'sim.nothing-to-run':
      return `name a venue file with --venue, draw a fleet with --fleet 100, or be a new device with --enrol <serial> --token <token> --kind <kind>`;
    case 'street.not-opened':
      return `the fleet's own gateway did not open: ${refusal.problem}; free what it names, or give --venue for a gateway that runs already`;
    case 'file.unreadable':
      return `cannot read ${refusal.path}: name a file that is there, and that you may read`;
  }
}

export function describeRefusal(refusal: SimRefusal): string {
  return `${refusal.code}: ${wordsOf(refusal)}`;
}
