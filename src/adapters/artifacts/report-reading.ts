/** What a report says; or why nothing can be based on it, as in `the test report is cut off`. */
export type ReportReading<T> = T | { readonly problem: string }
