import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { Owner } from '../../domain/owner.ts';
import type { Language } from '../../domain/text.ts';
import { closingOf } from './closing.ts';

/*
 * The sheet on which every mail is set: the gazette of the pages, in markup that mail programs
 * understand. It has tables, inline styles and no pictures. The style element adds only what cannot
 * stand inline: the dark scheme, the small screen, and the fonts for Outlook, whose tables inherit
 * none. The caniemail data say what Outlook, Gmail, Apple Mail and Thunderbird leave out. What they
 * leave out costs comfort, but never words.
 */

/**
 * In bytes. Gmail clips a mail at about 102 KB and hides the rest, and some systems add a banner of
 * their own.
 */
export const MAX_HTML_BYTES = 90_000;

const SERIF = "Georgia,Cambria,'Times New Roman',serif";
const SANS = "'Segoe UI',Roboto,'Noto Sans',Helvetica,Arial,sans-serif";
export const MONO = "Consolas,Menlo,'DejaVu Sans Mono',monospace";

export const INK = '#231f1c';
export const SOFT = '#5d544c';
export const RULE = '#d8cdbd';
export const TINT = '#f2ece1';
export const CARMINE = '#9d2235';
export const SHEET = '#fffefb';

/*
 * Classes: o around the sheet, s sheet, i ink, q quiet, c carmine, b box, k button, n number, p
 * padding, r rule, u outline, g gap, m fixed width, h heard and not seen; l0 to l3 levels of
 * completion as a surface, t0 to t3 as ink. The colours of the levels have one hue. Their lightness
 * falls (in the dark scheme it rises), so that readers can tell the levels apart without colour.
 */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
table,td,p,h1,h2,h3,div,a{font-family:${SANS}}
h1,h2,h3,.n{font-family:${SERIF}!important}
.m{font-family:${MONO}!important}
.h{position:absolute;display:inline-block;width:1px;height:1px;overflow:hidden;white-space:nowrap;font-size:1px;opacity:0}
ins{background:#e2efe4}
del{background:#f7e3e3}
@media (max-width:520px){
.o{padding:0!important}
.p{padding-left:18px!important;padding-right:18px!important}
.n{font-size:54px!important}
}
@media (prefers-color-scheme:dark){
.o{background:#171412!important}
.s{background:#1f1b18!important;color:#efe8de!important}
.i{color:#efe8de!important}
.q{color:#b9ada0!important}
.c{color:#f2a0ab!important}
.b{background:#2b2521!important}
.k{background:#a82f44!important}
.r{border-color:#463d36!important}
.l0{background:#6a5e53!important}.l1{background:#4f7c98!important}.l2{background:#83b6d3!important}.l3{background:#d3eaf7!important}
.t0{color:#8d7f71!important}.t1{color:#5b8cab!important}.t2{color:#83b6d3!important}.t3{color:#d3eaf7!important}
.u{border-color:#94877a!important}
ins{background:#1f3a29}
del{background:#4a2626}
.g{border-color:#1f1b18!important}
}
`
  .trim()
  .replaceAll('\n', '');

/** Outlook on Windows does not support max-width. Only Outlook reads these comments. */
const OUTLOOK_OPEN =
  '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->';
const OUTLOOK_CLOSE = '<!--[if mso]></td></tr></table><![endif]-->';

interface Sheet {
  readonly language: Language;
  readonly title: string;
  /** What a list of mails shows beside the subject. */
  readonly preheader: string;
  /** Rows of the sheet. */
  readonly children: ComponentChildren;
}

/** Renders the whole document of the HTML part. */
export function renderMail({ language, title, preheader, children }: Sheet): string {
  const sheet = render(
    <table
      role="presentation"
      width="100%"
      cellPadding="0"
      cellSpacing="0"
      class="s"
      style={SHEET_STYLE}
    >
      <Flag />
      {children}
    </table>,
  );
  const document = (
    <html lang={language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body class="o" style={`margin:0;padding:0;background:${TINT}`}>
        <div style="display:none;max-height:0;max-width:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;opacity:0">
          {preheader}
          {SPACER}
        </div>
        <div
          lang={language}
          dir="ltr"
          role="article"
          aria-label={title}
          class="o"
          style={`background:${TINT}`}
        >
          <table role="presentation" width="100%" cellPadding="0" cellSpacing="0">
            <tr>
              <td
                class="o"
                align="center"
                style="padding:24px 8px"
                dangerouslySetInnerHTML={{ __html: `${OUTLOOK_OPEN}${sheet}${OUTLOOK_CLOSE}` }}
              />
            </tr>
          </table>
        </div>
      </body>
    </html>
  );
  return `<!doctype html>${render(document)}`;
}

const SHEET_STYLE = `max-width:600px;margin:0 auto;table-layout:fixed;background:${SHEET};color:${INK};font:16px/1.5 ${SANS};text-align:left;word-break:break-word`;

/**
 * Keeps the words of the sheet out of the preview. It consists of joiners without width, and
 * spaces.
 */
const SPACER = '\u034f\u200c\u00a0'.repeat(40);

/**
 * Two bars of carmine with white between them: the flag at the smallest size that can be
 * recognised.
 */
function Flag() {
  const bar = (height: number, colour: string) =>
    `height:${height}px;line-height:${height}px;font-size:0;background:${colour}`;
  return (
    <>
      <tr>
        <td style={bar(5, CARMINE)}>&nbsp;</td>
      </tr>
      <tr>
        <td style={bar(3, '#ffffff')}>&nbsp;</td>
      </tr>
      <tr>
        <td style={bar(5, CARMINE)}>&nbsp;</td>
      </tr>
    </>
  );
}

interface TableProps {
  readonly style?: string;
  /** True if the table is only a picture of what is said beside it. */
  readonly hidden?: boolean;
  readonly children: ComponentChildren;
}

/** A table for layout only, as wide as its place. Screen readers ignore the table itself. */
export function Table({ style = '', hidden = false, children }: TableProps) {
  return (
    <table
      role="presentation"
      aria-hidden={hidden ? 'true' : undefined}
      width="100%"
      cellPadding="0"
      cellSpacing="0"
      style={`table-layout:fixed;${style}`}
    >
      {children}
    </table>
  );
}

interface RowProps {
  /** Padding at top and bottom, in CSS pixels. */
  readonly top?: number;
  readonly bottom?: number;
  /** Whether there is a line above the row. */
  readonly ruled?: boolean;
  readonly tinted?: boolean;
  readonly children: ComponentChildren;
}

/** One row of the sheet. */
export function Row({ top = 0, bottom = 0, ruled = false, tinted = false, children }: RowProps) {
  const names = ['p', ...(ruled ? ['r'] : []), ...(tinted ? ['b'] : [])].join(' ');
  const rule = ruled ? `;border-top:1px solid ${RULE}` : '';
  const tint = tinted ? `;background:${TINT}` : '';
  return (
    <tr>
      <td class={names} style={`padding:${top}px 32px ${bottom}px${rule}${tint}`}>
        {children}
      </td>
    </tr>
  );
}

interface FootProps {
  readonly language: Language;
  readonly owner: Owner;
  readonly children: ComponentChildren;
}

/** The end of every mail: why it came, what sends it, and who answers for it. */
export function Foot({ language, owner, children }: FootProps) {
  const { signature, motto, institution, address, email } = closingOf(language, owner);
  return (
    <tr>
      <td class="p r b q" style={FOOT_STYLE}>
        {children}
        <p style="margin:16px 0 0">
          <b class="i" style={`color:${INK}`}>
            {signature}
          </b>
          {`. ${motto}.`}
        </p>
        <p style="margin:4px 0 0">
          {`${institution}, ${address}`}
          <br />
          <Link href={`mailto:${email}`}>{email}</Link>
        </p>
      </td>
    </tr>
  );
}

const FOOT_STYLE = `padding:20px 32px 28px;border-top:1px solid ${RULE};background:${TINT};font-size:14px;line-height:1.5;color:${SOFT}`;

export function Title({ children }: { children: ComponentChildren }) {
  return (
    <h1 class="i" style={`margin:0;font:bold 26px/1.25 ${SERIF};color:${INK}`}>
      {children}
    </h1>
  );
}

export function Heading({ children }: { children: ComponentChildren }) {
  return (
    <h2 class="i" style={`margin:0;font:bold 20px/1.3 ${SERIF};color:${INK}`}>
      {children}
    </h2>
  );
}

/** Smaller and softer text that frames the main text. */
export function Quiet({ top = 0, children }: { top?: number; children: ComponentChildren }) {
  return (
    <p class="q" style={`margin:${top}px 0 0;font-size:14px;line-height:1.45;color:${SOFT}`}>
      {children}
    </p>
  );
}

export function Link({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a class="c" href={href} style={`color:${CARMINE}`}>
      {children}
    </a>
  );
}

export function BigFigure({ children }: { children: ComponentChildren }) {
  return (
    <span class="n c" style={`font:bold 64px/1 ${SERIF};color:${CARMINE}`}>
      {children}
    </span>
  );
}

/** The button is a table cell and not only a link, so that Outlook paints all of it. */
export function Button({ href, children }: { href: string; children: string }) {
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0">
      <tr>
        <td class="k" style={`background:${CARMINE};border-radius:2px`}>
          <a
            href={href}
            style="display:block;padding:12px 22px;font-weight:bold;color:#ffffff;text-decoration:none"
          >
            {children}
          </a>
        </td>
      </tr>
    </table>
  );
}
