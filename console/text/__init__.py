"""Text as a seat needs it: pinyin, widths in cells, languages."""
