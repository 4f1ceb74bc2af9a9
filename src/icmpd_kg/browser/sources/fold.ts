/** Words as they are compared: small letters without marks, so that "sjöstedt", "Sjostedt" and "SJÖSTEDT" are one. */

/** Letters that no decomposition of Unicode turns into a plain one. */
const PLAIN: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
  "’": "'",
  "–": "-",
};

export function fold(text: string): string {
  const marked = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return marked.replace(/[ßæœøđðþłı’–]/g, (letter) => PLAIN[letter] ?? letter);
}
