/** Whether a text names a time zone of the IANA database, like `Europe/London` or `UTC`. */
export function isTimeZone(text: string): boolean {
  // An offset (`+01:00`) would be accepted too, but knows no daylight saving time.
  if (!/^[A-Za-z]/.test(text)) return false
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).format(0) !== ""
  } catch {
    return false
  }
}
