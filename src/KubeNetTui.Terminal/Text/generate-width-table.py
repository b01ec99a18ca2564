#!/usr/bin/env python3
"""Writes WidthTable.cs: the code points that take no column and those that take two.

Run it in this folder with a newer Python to move to a newer Unicode. Columns come from East_Asian_Width (W and F: two) and from the
general category (Mn, Me and Cf: none), as UAX #11 advises and terminals do.
"""
import sys
import unicodedata


def width(code):
    if code == 0xAD:  # soft hyphen: Cf, but terminals show it
        return 1
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FB:  # Hangul vowels and finals join the syllable before them
        return 0
    char = chr(code)
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def ranges(wanted):
    start = None
    for code in range(0x110001):
        hit = code < 0x110000 and not 0xD800 <= code <= 0xDFFF and width(code) == wanted
        if hit and start is None:
            start = code
        elif not hit and start is not None:
            yield start, code - 1
            start = None


def table(wanted):
    lines, line = [], "       "
    for first, last in ranges(wanted):
        item = f" 0x{first:X}, 0x{last:X},"
        if len(line) + len(item) > 128:
            lines.append(line)
            line = "       "
        line += item
    return "\n".join(lines + [line])


with open("WidthTable.cs", "w", encoding="utf-8", newline="\n") as out:
    out.write(f"""namespace KubeNetTui.Terminal;

/// <summary>Made by generate-width-table.py from Unicode {unicodedata.unidata_version}. Pairs of first and last code point, ascending.</summary>
internal static class WidthTable
{{
    public static ReadOnlySpan<int> None =>
    [
{table(0)}
    ];

    public static ReadOnlySpan<int> Two =>
    [
{table(2)}
    ];
}}
""")
sys.stderr.write(f"Unicode {unicodedata.unidata_version}\n")
