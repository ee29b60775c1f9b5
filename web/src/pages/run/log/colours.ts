import type { Color, ColorName } from "ansi-sequence-parser"

const BASIC: readonly ColorName[] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

/** Steps of the colour cube that the numbers from 16 on are. */
const STEPS = [0, 95, 135, 175, 215, 255]

/**
 * One of eight colours for any that a terminal knows: each of the eight can be read on the log's background, which nobody
 * can promise of the others.
 */
export function readableColour(color: Color): string {
  switch (color.type) {
    case "named":
      return color.name.replace("bright", "").toLowerCase()
    case "rgb":
      return nearest(color.rgb)
    case "table":
      if (color.index < 16) return BASIC[color.index % 8] ?? "white"
      if (color.index >= 232) return "white"
      return nearest(cubeColour(color.index - 16))
  }
}

function cubeColour(index: number): readonly [number, number, number] {
  const step = (part: number) => STEPS[part % 6] ?? 0
  return [step(Math.floor(index / 36)), step(Math.floor(index / 6)), step(index)]
}

/** By which of red, green and blue are strong in it. */
function nearest([red, green, blue]: readonly [number, number, number]): string {
  const middle = (Math.max(red, green, blue) + Math.min(red, green, blue)) / 2
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 40
  if (isGrey) return "white"
  const bits = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0)
  return BASIC[bits] ?? "white"
}
