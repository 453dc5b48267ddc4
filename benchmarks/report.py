"""Where the tables of a run go."""


class Report:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def line(self, text=""):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)

    def row(self, *cells):
        self.line("| " + " | ".join(str(cell) for cell in cells) + " |")

    def head(self, *cells):
        self.row(*cells)
        self.row(*["---"] * len(cells))
