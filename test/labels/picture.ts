// Pictures in grey, and what a camera and the street do to a label: turned, out of focus, covered, with a logo.

/** One byte a pixel, 0 is black; row after row. */
export type Picture = { readonly width: number; readonly height: number; readonly grey: Uint8Array };
/** In pixels. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const WHITE = 255;

function whitePicture(width: number, height: number): Picture {
  return { width, height, grey: new Uint8Array(width * height).fill(WHITE) };
}

/** @returns a binary PGM file (Netpbm P5), which both readers open. */
export function toPgm({ width, height, grey }: Picture): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey]));
}

export function fromPgm(file: Uint8Array): Picture {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(Buffer.from(file.subarray(0, 64)).toString('latin1'));
  if (head === null) throw new Error('not a binary PGM of one byte a pixel');
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, grey: file.subarray(head[0].length, head[0].length + width * height) };
}

export function crop(picture: Picture, box: Box): Picture {
  const part = whitePicture(box.width, box.height);
  for (let row = 0; row < box.height; row += 1) {
    const start = (box.y + row) * picture.width + box.x;
    part.grey.set(picture.grey.subarray(start, start + box.width), row * box.width);
  }
  return part;
}

const greyAt = ({ width, height, grey }: Picture, x: number, y: number): number =>
  x < 0 || y < 0 || x >= width || y >= height ? WHITE : (grey[y * width + x] ?? WHITE);

/** Between four pixels, as a camera sees that is not held straight. */
function greyBetween(picture: Picture, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const upper = greyAt(picture, left, top) * (1 - right) + greyAt(picture, left + 1, top) * right;
  const lower = greyAt(picture, left, top + 1) * (1 - right) + greyAt(picture, left + 1, top + 1) * right;
  return upper * (1 - down) + lower * down;
}

/** Turns clockwise, on a white ground that is large enough. */
export function turn(picture: Picture, degrees: number): Picture {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(Math.abs(picture.width * cos) + Math.abs(picture.height * sin));
  const height = Math.ceil(Math.abs(picture.width * sin) + Math.abs(picture.height * cos));
  const turned = whitePicture(width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const fromX = dx * cos + dy * sin + picture.width / 2 - 0.5;
      const fromY = dy * cos - dx * sin + picture.height / 2 - 0.5;
      turned.grey[y * width + x] = Math.round(greyBetween(picture, fromX, fromY));
    }
  }
  return turned;
}

/** A Gaussian blur of this standard deviation, first along the rows, then along the columns. */
export function blur(picture: Picture, deviationPx: number): Picture {
  const reach = Math.ceil(deviationPx * 3);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviationPx ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const { width, height } = picture;
  // Beside the label lies white, so both passes run over a row or column that is longer by the reach at each end.
  const blurLine = (line: Float64Array, length: number, put: (at: number, value: number) => void): void => {
    for (let at = 0; at < length; at += 1) {
      let value = 0;
      for (let tap = 0; tap < weights.length; tap += 1) value += (weights[tap] ?? 0) * (line[at + tap] ?? 0);
      put(at, value / sum);
    }
  };
  const across = new Float64Array(width * height);
  const row = new Float64Array(width + 2 * reach).fill(WHITE);
  for (let y = 0; y < height; y += 1) {
    row.set(picture.grey.subarray(y * width, (y + 1) * width), reach);
    blurLine(row, width, (x, value) => {
      across[y * width + x] = value;
    });
  }
  const blurred = whitePicture(width, height);
  const column = new Float64Array(height + 2 * reach).fill(WHITE);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) column[reach + y] = across[y * width + x] ?? WHITE;
    blurLine(column, height, (y, value) => {
      blurred.grey[y * width + x] = Math.round(value);
    });
  }
  return blurred;
}

/** Paints an ellipse that fills the box: a sticker, mud, a torn corner. */
export function paintBlot(picture: Picture, box: Box, grey: number): Picture {
  const painted = { ...picture, grey: Uint8Array.from(picture.grey) };
  const [midX, midY] = [box.x + box.width / 2, box.y + box.height / 2];
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(picture.height, box.y + box.height); y += 1) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(picture.width, box.x + box.width); x += 1) {
      const [dx, dy] = [(x + 0.5 - midX) / (box.width / 2), (y + 0.5 - midY) / (box.height / 2)];
      if (dx * dx + dy * dy <= 1) painted.grey[y * picture.width + x] = grey;
    }
  }
  return painted;
}

export function paintBox(picture: Picture, box: Box, grey: number): Picture {
  const painted = { ...picture, grey: Uint8Array.from(picture.grey) };
  for (let y = Math.round(box.y); y < Math.round(box.y + box.height); y += 1) {
    painted.grey.fill(grey, y * picture.width + Math.round(box.x), y * picture.width + Math.round(box.x + box.width));
  }
  return painted;
}
