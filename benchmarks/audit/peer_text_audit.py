"""The peer's audit of a text table, as a whole process: scikit-learn and cleanlab, out of the box.

    peer_text_audit.py FILE TEXT_COLUMN LABEL_COLUMN ID_COLUMN FEATURES OUT

TF-IDF over words (FEATURES = words: everything as it comes) or over words and word pairs that two
rows hold, sublinear (FEATURES = pairs: what Assay looks at too), logistic regression with C = 1, five-fold cross-validated probabilities,
find_label_issues ranked by self-confidence; everything else as the libraries come.
"""

import csv
import sys

import numpy
import pandas
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline


FEATURES = {"words": {}, "pairs": {"ngram_range": (1, 2), "min_df": 2, "sublinear_tf": True}}


def main():
    path, text, label, item_id, features, out = sys.argv[1:]
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    classes, labels = numpy.unique(table[label].to_numpy(), return_inverse=True)
    model = make_pipeline(TfidfVectorizer(**FEATURES[features]),
                          LogisticRegression(C=1.0, max_iter=1000))
    probabilities = cross_val_predict(model, table[text], labels, cv=5, method="predict_proba")
    issues = find_label_issues(labels, probabilities, return_indices_ranked_by="self_confidence",
                               n_jobs=1)
    scores = get_label_quality_scores(labels, probabilities, method="self_confidence")
    flagged = numpy.zeros(len(labels), bool)
    flagged[issues] = True
    with open(out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["rank", "id", "score", "flagged"])
        for rank, row in enumerate(numpy.argsort(scores, kind="stable"), 1):
            writer.writerow([rank, table[item_id][row], repr(float(scores[row])),
                             str(bool(flagged[row])).lower()])


if __name__ == "__main__":
    main()
