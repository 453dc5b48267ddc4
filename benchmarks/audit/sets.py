"""The data sets with verified or injected label errors, and what was measured of peers on them."""

from typing import NamedTuple, Optional

# peer: five-fold TF-IDF logistic regression with self-confidence, cleanlab's default ranking, as
# measured with cleanlab 2.9.0 (for jira_defects on standardised columns; for given probabilities
# self-confidence over the same file).  auprc, p100: what is to be reached.  human: errors made by
# people or systems, not injected.


class Set(NamedTuple):
    file: str
    truth: str
    peer: Optional[float]
    auprc: Optional[float] = None
    p100: Optional[float] = None
    roles: tuple = ()
    probabilities: Optional[str] = None
    human: bool = False


SETS = {
    "noisyag_news10k": Set("audit/noisyag_news10k/data.csv", "verified_label", .537, .68, .93,
                           human=True),
    "yoruba_newsclass": Set("audit/yoruba_newsclass/data.csv", "verified_label", .496, .65,
                            human=True),
    "jira_defects": Set("audit/jira_defects/data.csv.gz", "verified_label", .438, .49,
                        roles=("--numeric", "*"), human=True),
    "roman_numeral/swin": Set("audit/roman_numeral/data.csv", "verified_label", .543, .56,
                              probabilities="audit/roman_numeral/pred_probs_swin.npy",
                              human=True),
    "roman_numeral/resnet18": Set("audit/roman_numeral/data.csv", "verified_label", None,
                                  probabilities="audit/roman_numeral/pred_probs_resnet18.npy",
                                  human=True),
    "cifar10n_aggre/resnet18": Set("audit/cifar10n_aggre/data.csv.gz", "verified_label", .875,
                                   .885, human=True,
                                   probabilities="audit/cifar10n_aggre/pred_probs_resnet18.npy"),
    "cifar10n_aggre/swin": Set("audit/cifar10n_aggre/data.csv.gz", "verified_label", None,
                               human=True,
                               probabilities="audit/cifar10n_aggre/pred_probs_swin.npy"),
    "banking77/sym20": Set("audit/banking77/sym20.csv", "true_label", .985, .985),
    "banking77/asym20": Set("audit/banking77/asym20.csv", "true_label", .725, .91),
    "banking77/asym40": Set("audit/banking77/asym40.csv", "true_label", .550, .75),
    "agnews/sym20": Set("audit/agnews/sym20.csv.gz", "true_label", .875, .89),
    "agnews/asym20": Set("audit/agnews/asym20.csv.gz", "true_label", .732, .82),
}

# Columns of jira_defects that are no measurements of a file.
NOT_FEATURES = {"id", "release", "given_label", "verified_label", "verified_by", "true_label"}
