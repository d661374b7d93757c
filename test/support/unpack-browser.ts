import browser from '@sparticuz/chromium';

/*
 * Unpacks the packaged browser into the temporary folder of this process:
 *   TMPDIR=FOLDER node test/support/unpack-browser.ts
 */

await browser.executablePath();
