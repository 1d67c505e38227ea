// Which country lies under a point of the picture.
//
// Asking the sphere (geoContains) for every place that a name might take costs seconds. Here the
// projected outlines are filled once into a coarse grid by scan line (even-odd rule): each row of cells
// is crossed by the outline's edges, the crossings are sorted, and every other gap is the country's.
// Cost: edges x rows that they cross, some tens of thousands of steps; a question is then one look-up.

export type Ring = [number, number][];

const cell = 4;

/** Collects what geoPath draws as rings of pixels. */
export class RingContext {
  rings: Ring[] = [];
  beginPath(): void {}
  moveTo(x: number, y: number): void {
    this.rings.push([[x, y]]);
  }
  lineTo(x: number, y: number): void {
    this.rings[this.rings.length - 1]?.push([x, y]);
  }
  arc(): void {}
  closePath(): void {}
}

export class Owners {
  private columns: number;
  private rows: number;
  private grid: Int16Array;
  private cells: number[];

  constructor(
    countries: Ring[][],
    readonly width: number,
    height: number,
  ) {
    this.columns = Math.ceil(width / cell);
    this.rows = Math.ceil(height / cell);
    this.grid = new Int16Array(this.columns * this.rows).fill(-1);
    this.cells = countries.map((rings, owner) => this.fill(rings, owner));
  }

  private fill(rings: Ring[], owner: number): number {
    const crossings: number[][] = Array.from({ length: this.rows }, () => []);
    for (const ring of rings) {
      let [x1, y1] = ring[ring.length - 1]!;
      for (const [x2, y2] of ring) {
        const [top, bottom] = y1 < y2 ? [y1, y2] : [y2, y1];
        const first = Math.max(0, Math.ceil(top / cell - 0.5));
        for (let row = first; row < this.rows && (row + 0.5) * cell < bottom; row += 1) {
          crossings[row]!.push(x1 + (((row + 0.5) * cell - y1) / (y2 - y1)) * (x2 - x1));
        }
        [x1, y1] = [x2, y2];
      }
    }
    let filled = 0;
    crossings.forEach((xs, row) => {
      xs.sort((a, b) => a - b);
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const from = Math.max(0, Math.ceil(xs[i]! / cell - 0.5));
        for (
          let column = from;
          column < this.columns && (column + 0.5) * cell < xs[i + 1]!;
          column += 1
        ) {
          this.grid[row * this.columns + column] = owner;
          filled += 1;
        }
      }
    });
    return filled;
  }

  /** Index of the country at this pixel, or -1 for sea and outside. */
  at(x: number, y: number): number {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return -1;
    return this.grid[row * this.columns + column]!;
  }

  /** Visible area in square pixels, to a cell. */
  area(owner: number): number {
    return (this.cells[owner] ?? 0) * cell * cell;
  }
}
