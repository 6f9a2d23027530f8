// The colors of the pages that people see, report.html and the board: one meaning, one color, in light and dark. On both grounds they keep
// a contrast of at least 4.5 to 1 (WCAG 2.2 AA), and none carries meaning alone.
export const THEME = `:root{color-scheme:light dark;--ok:light-dark(#0b6b3a,#5fd39a);--bad:light-dark(#a8201a,#ff8f87);--warn:light-dark(#7a4b00,#f3b95f);--wait:light-dark(#1d4f91,#8fbcff);--line:light-dark(#d6d9de,#3a3f47);--ground:light-dark(#fff,#14171c);--raised:light-dark(#f6f7f9,#1d2128);--text:light-dark(#16191d,#e8eaed);--quiet:light-dark(#545b66,#a3abb8)}`;
