// What happens to labels in the field, each done to a picture of one, measured in modules so that every print size suffers alike.
import type { Chance } from '../crash/lives/chance.ts';
import { type Box, blur, type Picture, paintBlot, paintBox, turn } from './picture.ts';

/** Where the code lies in its picture, quiet zone left out, in pixels. */
export type CodeInPicture = Box & { readonly modulePx: number };

export type Level = 'M' | 'Q';

export type Damage = {
  readonly name: string;
  /** With a logo the code is printed at level Q (qr/README.md, QR-08). */
  readonly levels: readonly Level[];
  /** Who reads every label with it, or the proof has failed; `nobody`: the table alone says how many are read. */
  readonly readBy: { readonly [level in Level]: 'both' | 'either' | 'nobody' };
  apply(picture: Picture, code: CodeInPicture, chance: Chance): Picture;
};

const LEVELS = ['M', 'Q'] as const;
const BY_BOTH = { M: 'both', Q: 'both' } as const;
const BY_NOBODY = { M: 'nobody', Q: 'nobody' } as const;
const LOGO_SHARE_OF_SIDE = 0.2;
const COVERED_SHARE_OF_AREA = 0.1;
/** A finder pattern with its light border (ISO/IEC 18004, 5.3.2). */
const FINDER_MODULES = 8;
/** Mud, a grey sticker, white paint. */
const COVERS = [20, 128, 240] as const;

const turned = (degrees: number): Damage => ({
  name: degrees === 0 ? 'straight' : `${degrees}°`,
  levels: LEVELS,
  readBy: BY_BOTH,
  apply: (picture) => (degrees === 0 ? picture : turn(picture, degrees)),
});

const blurred = (modules: number, readBy: Damage['readBy']): Damage => ({
  name: `blur ${modules}`,
  levels: LEVELS,
  readBy,
  apply: (picture, code) => blur(picture, modules * code.modulePx),
});

/** A white square with a disc in it, in the middle. */
function withLogo(picture: Picture, code: CodeInPicture): Picture {
  const side = code.width * LOGO_SHARE_OF_SIDE;
  const box = { x: code.x + (code.width - side) / 2, y: code.y + (code.height - side) / 2, width: side, height: side };
  return paintBlot(paintBox(picture, box, 255), box, 60);
}

/** A round spot of a tenth of the code's area. */
function withSpot(picture: Picture, code: CodeInPicture, chance: Chance, isAnywhere: boolean): Picture {
  const across = code.width * Math.sqrt((COVERED_SHARE_OF_AREA * 4) / Math.PI);
  const room = Math.floor(code.width - across);
  for (;;) {
    const [left, top] = [chance.below(room + 1), chance.below(room + 1)];
    if (!isAnywhere && coversFinder(left, top, across, code)) continue;
    return paintBlot(picture, { x: code.x + left, y: code.y + top, width: across, height: across }, chance.pick(COVERS));
  }
}

function coversFinder(left: number, top: number, across: number, code: CodeInPicture): boolean {
  const finder = FINDER_MODULES * code.modulePx;
  const corners = [
    [finder, finder],
    [code.width - finder, finder],
    [finder, code.height - finder],
  ] as const;
  // Its inner corner is the point of a finder that is nearest to any spot inside the code.
  return corners.some(([x, y], at) => {
    const [midX, midY] = [left + across / 2, top + across / 2];
    const dx = at === 1 ? Math.max(0, x - midX) : Math.max(0, midX - x);
    const dy = at === 2 ? Math.max(0, y - midY) : Math.max(0, midY - y);
    return Math.hypot(dx, dy) < across / 2;
  });
}

export const damages: readonly Damage[] = [
  ...[0, 7, 45, 90, 180].map(turned),
  blurred(0.3, BY_BOTH),
  blurred(0.45, BY_NOBODY),
  { name: 'logo', levels: ['Q'], readBy: BY_BOTH, apply: withLogo },
  {
    name: 'covered beside the corners',
    levels: LEVELS,
    // A spot touches up to 32 of the 172 codewords of a version 6; level M mends just as many, if they lie well.
    readBy: { M: 'nobody', Q: 'either' },
    apply: (picture, code, chance) => withSpot(picture, code, chance, false),
  },
  {
    name: 'covered anywhere',
    levels: LEVELS,
    readBy: BY_NOBODY,
    apply: (picture, code, chance) => withSpot(picture, code, chance, true),
  },
];
