/** A name that the service takes, from what somebody wrote or a file is called. */
export function nameFrom(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\.(gz|csv|tsv|jsonl|ndjson|json|txt)$/g, "")
    .replace(/\.(csv|tsv|jsonl|ndjson|json|txt)$/g, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-._]+|[-._]+$/g, "");
  return plain.slice(0, 63);
}

/** Classes as somebody writes them: a line or a comma between two, each once. */
export function classesFrom(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((each) => each.trim()).filter(Boolean))];
}

/** The first lines of a text file, for a look before it is sent. */
export function firstLines(text: string, count: number): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r?\n/).filter((line) => line.trim()).slice(0, count);
}
