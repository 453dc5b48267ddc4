"""The data sets with verified or injected label errors, and what was measured of peers on them."""

# name: (file below the data folder, truth column, roles, AUPRC to reach, peer's AUPRC)
#
# peer: five-fold TF-IDF logistic regression with self-confidence, cleanlab's default ranking, as
# measured with cleanlab 2.9.0 (for jira_defects on standardised columns).
SETS = {
    "noisyag_news10k": ("audit/noisyag_news10k/data.csv", "verified_label", [], 0.62, 0.537),
    "yoruba_newsclass": ("audit/yoruba_newsclass/data.csv", "verified_label", [], 0.56, 0.496),
    "jira_defects": ("audit/jira_defects/data.csv.gz", "verified_label", ["--numeric", "*"], 0.46,
                     0.438),
    "banking77/asym20": ("audit/banking77/asym20.csv", "true_label", [], 0.88, 0.725),
    "banking77/sym20": ("audit/banking77/sym20.csv", "true_label", [], 0.97, 0.985),
    "agnews/sym20": ("audit/agnews/sym20.csv.gz", "true_label", [], 0.86, 0.875),
    "banking77/asym40": ("audit/banking77/asym40.csv", "true_label", [], None, 0.550),
    "agnews/asym20": ("audit/agnews/asym20.csv.gz", "true_label", [], None, 0.732),
}

# Columns of jira_defects that are no measurements of a file.
NOT_FEATURES = {"id", "release", "given_label", "verified_label", "verified_by", "true_label"}
