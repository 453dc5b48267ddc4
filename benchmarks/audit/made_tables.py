"""Large tables made from small ones, or from nothing, by a seed."""

import csv
import random

import measure


def resampled_titles(source, path, row_count, seed=7):
    """Titles of `source` (text, given_label) drawn with replacement, each with one word dropped;
    one label in ten is replaced by another class, drawn evenly."""
    rows = [(row["text"].split(), row["given_label"]) for row in measure.read_table(source)]
    classes = sorted({label for _, label in rows})
    rng = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "given_label", "true_label"])
        for index in range(row_count):
            words, true = rng.choice(rows)
            words = list(words)
            if len(words) > 3:
                words.pop(rng.randrange(len(words)))
            given = true
            if rng.random() < 0.1:
                given = rng.choice([label for label in classes if label != true])
            writer.writerow([index, " ".join(words), given, true])


def invented_texts(path, row_count, class_count, vocabulary, word_count=12, seed=7):
    """Texts of Zipf-distributed words; a third of the words of a class come from its own tenth of
    the vocabulary.  One label in ten is wrong."""
    rng = random.Random(seed)
    # Inverse transform of a Zipf law with exponent 1, over 0 ... vocabulary - 1.
    def zipf(size):
        return int(size ** rng.random()) - 1

    own = max(2, vocabulary // 10)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "given_label", "true_label"])
        for index in range(row_count):
            true = rng.randrange(class_count)
            first = true * (vocabulary - own) // class_count
            words = [first + zipf(own) if rng.random() < 1 / 3 else zipf(vocabulary)
                     for _ in range(word_count)]
            given = rng.randrange(class_count) if rng.random() < 0.1 else true
            writer.writerow([index, " ".join(f"w{word}" for word in words), f"class{given}",
                             f"class{true}"])
