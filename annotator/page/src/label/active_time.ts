/** After so long without a sign of life nobody is taken to be at work. */
export const IDLE_MS = 60_000;

/**
 * Measures how long somebody is at work on an item: time in which the page is seen and something
 * was pressed, moved or touched in the last minute.  `now` in milliseconds, never going back.
 */
export class ActiveTime {
  private shownAt = 0;
  private settledAt = 0;
  private activeMs = 0;
  private lastSign = 0;
  private visible = true;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.restart();
  }

  /** A new item is shown. */
  restart(): void {
    this.shownAt = this.settledAt = this.lastSign = this.now();
    this.activeMs = 0;
  }

  /** A key, a movement or a touch. */
  sign(): void {
    if (!this.visible) return;
    this.settle();
    this.lastSign = this.now();
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.settle();
    this.visible = visible;
    this.lastSign = this.now();
  }

  /** Milliseconds since the item was shown, and those of them in which somebody was at work. */
  read(): { wallMs: number; activeMs: number } {
    this.settle();
    return { wallMs: this.settledAt - this.shownAt, activeMs: this.activeMs };
  }

  // Books what has passed, but for what is longer than the idle limit after the last sign.
  private settle(): void {
    const now = this.now();
    if (this.visible) {
      this.activeMs += Math.max(0, Math.min(now, this.lastSign + IDLE_MS) - this.settledAt);
    }
    this.settledAt = now;
  }
}

/** "1.234s", as the contract has durations. */
export function durationOf(ms: number): string {
  return (Math.max(0, Math.round(ms)) / 1000).toFixed(3) + "s";
}
