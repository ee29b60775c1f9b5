/** A report that is not to be believed; the message says why, as in `the test report is cut off`. */
export class BadReport extends Error {}
