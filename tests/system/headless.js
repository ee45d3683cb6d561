// xterm.js without a window: lines of JSON in, lines of JSON out.
// {"write": base64} -> {}; {"resize": [columns, rows]} -> {}; {"dump": true} -> {"rows": [...]}
// A cell is [characters, width, bold, italic, underline, blink, inverse, strike, fg, bg].
const { Terminal } = require("@xterm/headless");
const [columns, rows] = process.argv.slice(2).map(Number);
const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });

const colour = (rgb, palette, value) =>
  rgb ? value.toString(16).padStart(6, "0") : palette ? value : null;

function dump() {
  const found = [];
  for (let y = 0; y < terminal.rows; y++) {
    const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + y);
    const row = [];
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line.getCell(x);
      row.push([
        cell.getChars(), cell.getWidth(), !!cell.isBold(), !!cell.isItalic(), !!cell.isUnderline(),
        !!cell.isBlink(), !!cell.isInverse(), !!cell.isStrikethrough(),
        colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
        colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
      ]);
    }
    found.push(row);
  }
  return found;
}

const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (asked.write !== undefined)
    terminal.write(new Uint8Array(Buffer.from(asked.write, "base64")), () => say({}));
  else if (asked.resize) (terminal.resize(...asked.resize), say({}));
  else say({ rows: dump() });
});
