// Offer availability: the sign of whether an object can be used now, and what else is free where it cannot.
import type { Availability, Offer, OtherObject } from '../../domain/scan/scan.ts';
import type { Texts } from '../text/en.ts';
import { Icon, type IconName } from './icons.tsx';
import { Name, type Tone } from './parts.tsx';

export const AVAILABILITY_SIGNS: { readonly [A in Availability]: { readonly tone: Tone; readonly icon: IconName } } = {
  free: { tone: 'good', icon: 'check' },
  yours: { tone: 'good', icon: 'clock' },
  joinable: { tone: 'info', icon: 'people' },
  busy: { tone: 'warn', icon: 'people' },
  reserved: { tone: 'warn', icon: 'clock' },
  offline: { tone: 'warn', icon: 'away' },
  'out-of-service': { tone: 'warn', icon: 'warn' },
  'needs-cleaning': { tone: 'warn', icon: 'clock' },
  'not-paired': { tone: 'info', icon: 'shield' },
  taken: { tone: 'warn', icon: 'people' },
};

const ELSEWHERE: readonly Availability[] = ['busy', 'reserved', 'offline', 'out-of-service', 'needs-cleaning'];

/** This one cannot be used now, and another one might do; in an emergency none does. */
export function mayWantAnother({ availability, emergencySinceMs }: Offer): boolean {
  return emergencySinceMs === undefined && ELSEWHERE.includes(availability);
}

type OthersProps = { readonly offer: Offer; readonly others: readonly OtherObject[]; readonly texts: Texts };

export function Others({ offer, others, texts }: OthersProps) {
  if (others.length === 0 || !mayWantAnother(offer)) return null;
  return (
    <section class="card" id="others" aria-labelledby="others-title">
      <h2 id="others-title">{texts.others.title}</h2>
      <ul class="others">
        {others.map(({ objectName, placeName }) => (
          <li>
            <Icon name="place" />
            <span>
              <b>
                <Name>{objectName}</Name>
              </b>{' '}
              · <Name>{placeName}</Name>
            </span>
          </li>
        ))}
      </ul>
      <p class="quiet">{texts.others.detail}</p>
    </section>
  );
}
