import { useEffect } from "preact/hooks";
import type { ActiveTime } from "./active_time.ts";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

/** Tells `time` of signs of life on the page, and when it is seen. */
export function useActivitySigns(time: ActiveTime): void {
  useEffect(() => {
    const sign = () => time.sign();
    const look = () => time.setVisible(!document.hidden);
    SIGNS.forEach((name) => document.addEventListener(name, sign, { passive: true }));
    document.addEventListener("visibilitychange", look);
    look();
    return () => {
      SIGNS.forEach((name) => document.removeEventListener(name, sign));
      document.removeEventListener("visibilitychange", look);
    };
  }, [time]);
}
