const UNITS = ["GiB", "MiB", "KiB"] as const

/** Bytes as the definition writes them: `64MiB`; in the largest unit that needs no fraction. */
export function formatSize(bytes: number): string {
  for (const [index, unit] of UNITS.entries()) {
    const size = 1024 ** (UNITS.length - index)
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`
  }
  return `${bytes} bytes`
}

/** Bytes for people, who need no more than the first digits: `3.4 MiB`. */
export function approximateSize(bytes: number): string {
  for (const [index, unit] of UNITS.entries()) {
    const size = 1024 ** (UNITS.length - index)
    if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`
  }
  return `${bytes} bytes`
}
